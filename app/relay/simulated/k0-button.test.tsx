// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { K0Button } from './k0-button.tsx';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function show() {
  const pressed: string[] = [];
  render(<K0Button label="K0" onPress={(button) => pressed.push(button)} />);
  const button = screen.getByRole('button', { name: 'K0' });
  button.setPointerCapture = () => undefined;
  const pass = (ms: number) => act(() => void vi.advanceTimersByTime(ms));
  return { button, pressed, pass };
}

it('is pressed and held by a pointer', () => {
  const { button, pressed, pass } = show();
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  pass(300);
  fireEvent.pointerUp(button, { pointerId: 1 });
  fireEvent.click(button, { detail: 1 });
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  pass(1000);
  expect(button.dataset['look']).toBe('long');
  fireEvent.pointerUp(button, { pointerId: 1 });
  expect(pressed).toEqual(['k0', 'k0-long']);
});

it.each([' ', 'Enter'])('is pressed and held by the key %j', (key) => {
  const { button, pressed, pass } = show();
  fireEvent.keyDown(button, { key });
  fireEvent.keyUp(button, { key });
  fireEvent.keyDown(button, { key });
  pass(600);
  fireEvent.keyDown(button, { key, repeat: true });
  pass(600);
  fireEvent.keyUp(button, { key });
  expect(pressed).toEqual(['k0', 'k0-long']);
});

it('is pressed by what cannot hold', () => {
  const { button, pressed } = show();
  fireEvent.click(button, { detail: 0 });
  expect(pressed).toEqual(['k0']);
});

it('does nothing when the press is taken back', () => {
  const { button, pressed, pass } = show();
  fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
  fireEvent.pointerCancel(button, { pointerId: 1 });
  fireEvent.pointerUp(button, { pointerId: 1 });
  fireEvent.keyDown(button, { key: ' ' });
  fireEvent.keyDown(button, { key: 'Escape' });
  fireEvent.keyUp(button, { key: ' ' });
  fireEvent.pointerDown(button, { button: 2, pointerId: 1 });
  fireEvent.pointerUp(button, { pointerId: 1 });
  pass(2000);
  expect(pressed).toEqual([]);
});
