// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeServerEvent } from '../../../core/echokit/encode-server-event.ts';
import type { RelayFact } from '../../../workers/relay-api.ts';
import { HandClock } from '../../engines/testing/hand-clock.testing.ts';
import { aFrame, macA, macB } from '../relay.testing.ts';
import { InspectorPanel } from './inspector-panel.tsx';
import { createInspector } from './inspector.ts';

afterEach(cleanup);

function show(facts: readonly RelayFact[]) {
  const clock = new HandClock();
  const saved: string[] = [];
  const inspector = createInspector({
    now: clock.now,
    after: clock.after,
    saveFile: (_, content) => saved.push(content),
  });
  const add = (more: readonly RelayFact[]) =>
    act(() => {
      inspector.add(more);
      clock.pass(200);
    });
  add(facts);
  render(<InspectorPanel inspector={inspector} />);
  const grid = screen.getByRole('grid', { name: 'Frames' });
  const rows = () => within(grid).getAllByRole('row').slice(1);
  return { inspector, clock, saved, add, grid, rows };
}

const talk: readonly RelayFact[] = [
  { kind: 'opened', box: macA, socket: 1, at: 1, query: 'opus=true' },
  aFrame(0, '{"event":"StartChat"}'),
  aFrame(1, new Uint8Array(16_384), { direction: 'up' }),
  aFrame(4, encodeServerEvent({ event: 'ASR', text: 'A train, please' })),
  aFrame(5, encodeServerEvent({ event: 'EndResponse' })),
];

describe('the inspector on the page', () => {
  it('shows what passed, with its direction, words, size, and what is missing', () => {
    const { rows } = show(talk);
    const texts = rows().map((row) => row.textContent);
    expect(texts[0]).toContain('The box has connected: opus=true');
    expect(texts[1]).toContain('From the boxStartChat21');
    expect(texts[2]).toContain('PCM512 ms16384');
    expect(texts[3]).toContain('2 frames passed here');
    expect(texts[4]).toContain('To the boxASRA train, please');
    expect(screen.getByText('1 gap: 2 frames are missing')).toBeTruthy();
  });

  it('filters by direction, event and text', () => {
    const { rows } = show([...talk, aFrame(0, '{"event":"Submit"}', { box: macB })]);
    const names = () => rows().map((row) => row.textContent);
    const choose = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    choose('Direction', 'up');
    expect(names()).toHaveLength(3);
    choose('Event', 'Submit');
    expect(names()).toHaveLength(1);
    choose('Box', macA);
    expect(screen.getByText('No row fits the filter.')).toBeTruthy();
    choose('Event', '');
    choose('Direction', '');
    choose('Search', 'TRAIN');
    expect(names()).toHaveLength(1);
    expect(screen.getByText('1 of 7 rows')).toBeTruthy();
  });

  it('draws only what can be seen of ten thousand rows', () => {
    const many = Array.from({ length: 10_000 }, (_, seq) => aFrame(seq, '{"event":"Submit"}'));
    const { rows, grid } = show(many);
    expect(grid.getAttribute('aria-rowcount')).toBe('10001');
    expect(rows().length).toBeLessThan(80);
  });

  it('is used by the keyboard alone, and shows a frame decoded and in hex', () => {
    const { grid } = show(talk);
    const press = (key: string) => fireEvent.keyDown(grid, { key });
    const active = () => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    press('Home');
    expect(active()?.textContent).toContain('The box has connected');
    press('End');
    press('ArrowUp');
    expect(active()?.textContent).toContain('A train, please');
    const detail = screen.getByRole('region', { name: 'Frame' });
    expect(within(detail).getByLabelText('Content').textContent).toContain('"text": "A train, please"');
    const hex = detail.querySelector('details')!;
    hex.open = true;
    fireEvent(hex, new Event('toggle'));
    expect(within(detail).getByLabelText('Bytes in hex').textContent).toContain('81 a3 41 53 52');
    press('Escape');
    expect(screen.queryByRole('region', { name: 'Frame' })).toBeNull();
  });

  it('shows the row that is pressed', () => {
    const { rows } = show(talk);
    fireEvent.click(within(rows()[1]!).getByText('StartChat'));
    expect(rows()[1]?.getAttribute('aria-selected')).toBe('true');
    expect(screen.getByRole('region', { name: 'Frame' }).textContent).toContain('{"event":"StartChat"}');
  });

  it('stands still on request, and says what waits', () => {
    const { rows, add } = show(talk);
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    add([aFrame(6, '{"event":"StartChat"}')]);
    expect(rows()).toHaveLength(6);
    expect(screen.getByText('Paused, 1 new row waits')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    expect(rows()).toHaveLength(7);
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    expect(screen.getByText('Nothing has passed yet. Say something to a box.')).toBeTruthy();
  });

  it('opens a saved file as what it is, and steps through it', async () => {
    const { rows, saved } = show(talk);
    fireEvent.click(screen.getByRole('button', { name: 'Save 6 rows' }));
    const file = new File(saved, 'kept.jsonl');
    await act(async () => {
      fireEvent.change(screen.getByLabelText('Open a recording'), { target: { files: [file] } });
      await file.text();
    });
    expect(await screen.findByText('Recording: kept.jsonl')).toBeTruthy();
    expect(rows()).toHaveLength(6);
    fireEvent.click(screen.getByRole('button', { name: 'One back' }));
    expect(rows()).toHaveLength(5);
    fireEvent.change(screen.getByRole('slider', { name: 'Position' }), { target: { value: '2' } });
    expect(rows()).toHaveLength(2);
    fireEvent.click(screen.getByRole('button', { name: 'Close the recording' }));
    expect(rows()).toHaveLength(6);
  });

  it('says what is wrong with a file that is none', async () => {
    show([]);
    await act(async () => {
      fireEvent.change(screen.getByLabelText('Open a recording'), {
        target: { files: [new File(['nothing'], 'a.txt')] },
      });
      await Promise.resolve();
    });
    expect((await screen.findByRole('alert')).textContent).toContain('This file is no recording');
    fireEvent.click(screen.getByRole('button', { name: 'OK' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
