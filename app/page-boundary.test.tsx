// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { Link, Route, Router, Switch } from 'wouter';
import { memoryLocation } from 'wouter/memory-location';
import { PageBoundary } from './page-boundary.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function Breaks(): never {
  throw new Error('its code did not come');
}

it('shows what to do in place of a page that breaks, and the next page whole', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { hook } = memoryLocation({ path: '/broken' });
  render(
    <Router hook={hook}>
      <Link href="/">Home</Link>
      <PageBoundary>
        <Switch>
          <Route path="/">All is well</Route>
          <Route path="/broken">
            <Breaks />
          </Route>
        </Switch>
      </PageBoundary>
    </Router>,
  );
  expect(screen.getByRole('alert').textContent).toContain('This page could not be shown');
  act(() => void fireEvent.click(screen.getByText('Home')));
  expect(screen.getByText('All is well')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});
