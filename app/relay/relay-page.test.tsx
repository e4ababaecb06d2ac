// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConversationConfig } from '../../workers/conversation-api.ts';
import type { RelayEvent } from '../../workers/relay-api.ts';
import { encodeWav } from '../../core/audio/wav.ts';
import { readDeviceAddress } from '../ui/device-address.ts';
import { setLanguage } from '../ui/language.ts';
import { HandClock } from '../engines/testing/hand-clock.testing.ts';
import { ScriptedMicrophoneHost } from '../platform/microphone/scripted-host.ts';
import { createInspector } from './inspector/inspector.ts';
import { RelayPage } from './relay-page.tsx';
import { createRelaySession } from './relay-session.ts';
import { createSimulatedSession } from './simulated/simulated-session.ts';
import { aBox, aTurn, macA, macB, ScriptedRelay } from './relay.testing.ts';

afterEach(() => {
  cleanup();
  setLanguage('en');
});

const url = 'ws://192.168.1.20:9090/box/0123456789abcdef0123456789abcdef';
const pairing = (change = {}): RelayEvent => ({
  type: 'pairing',
  pairing: { token: '0123456789abcdef0123456789abcdef', urls: [url], lostUrls: [], ...change },
});
const box = (change = {}): RelayEvent => ({ type: 'box', box: aBox(change) });

function open(events: readonly RelayEvent[], { withCompanion = true } = {}) {
  const relay = new ScriptedRelay();
  const clock = new HandClock();
  const inspector = createInspector({ now: clock.now, after: clock.after, saveFile: () => undefined });
  const session = createRelaySession({
    relay: relay.remote,
    link: withCompanion ? { origin: 'http://localhost:9090', session: 's', tab: 't' } : undefined,
    inspector,
    currentConfig: () => Promise.resolve({} as ConversationConfig),
    answering: { get: () => false, set: () => undefined },
  });
  const simulated = createSimulatedSession({
    createEngine: () => Promise.reject(new Error('no box here')),
    createSpeaker: () => ({ play: () => undefined, silence: () => undefined, close: () => undefined }),
    microphoneHost: new ScriptedMicrophoneHost(),
    sample: () => Promise.reject(new Error('no sample')),
    relay: session,
  });
  const tell = (...more: readonly RelayEvent[]) => act(() => more.forEach((event) => relay.tell(event)));
  tell(...events);
  render(
    <RelayPage
      store={session.store}
      actions={session}
      inspector={inspector}
      simulated={simulated}
      hasCompanion={withCompanion}
    />,
  );
  return { relay, tell };
}

const attached: RelayEvent = { type: 'link', link: { state: 'open', instance: 'one' } };
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

describe('the Relay page for somebody without a box', () => {
  it('shows how it works, who answers, and the address to type in, as text and as a picture', () => {
    const { relay } = open([attached, pairing()]);
    expect(screen.getByRole('img', { name: /talks by Wi-Fi to the companion/ })).toBeTruthy();
    expect(screen.getByText(url)).toBeTruthy();
    expect(screen.getByRole('img', { name: `QR code of the server address ${url}` })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Send it to the box' }));
    expect(readDeviceAddress(location.pathname.replace('/device/', ''))).toEqual({ server_url: url });
    fireEvent.click(screen.getByRole('switch', { name: 'Answer boxes in this tab' }));
    expect(relay.called('setAnswering').at(-1)).toEqual([true]);
  });

  it('says how to start the companion where there is none', () => {
    open([], { withCompanion: false });
    expect(screen.getByText('A box cannot reach a page by itself')).toBeTruthy();
    expect(screen.getByText('npm ci && npm start -- --lan')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try a simulated box' })).toBeTruthy();
  });

  it('says how to let boxes of the network in', () => {
    open([attached, pairing({ urls: [] })]);
    expect(screen.getByText('Boxes cannot reach this computer yet')).toBeTruthy();
    expect(screen.getByText('npm start -- --lan')).toBeTruthy();
    expect(screen.queryByRole('img', { name: /QR code/ })).toBeNull();
  });

  it('lets one choose among several addresses', () => {
    const other = url.replace('192.168.1.20', '10.0.0.7');
    open([attached, pairing({ urls: [url, other] })]);
    fireEvent.change(screen.getByLabelText('Address of this computer'), { target: { value: '1' } });
    expect(screen.getByText(other)).toBeTruthy();
  });

  it('says so when the simulated box cannot be loaded', async () => {
    open([], { withCompanion: false });
    press('Try a simulated box');
    expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded');
    expect(screen.getByRole('button', { name: 'Try a simulated box' })).toBeTruthy();
  });
});

describe('the Relay page with boxes', () => {
  it('lists them with what they are, what they do and who answers', () => {
    open([
      attached,
      box(),
      { type: 'turn', box: macA, turn: aTurn(1) },
      box({
        id: macB,
        mode: { kind: 'pass-through', upstream: 'wss://echo.example/ws' },
        firmware: '0.2.1',
        state: 'away',
        connected: false,
      }),
    ]);
    const list = screen.getByRole('region', { name: 'Boxes' });
    const [first, second] = within(list).getAllByRole('button');
    expect(first?.textContent).toMatch(
      /a0:b1:c2:d3:e4:f5Listening.*Firmware 0\.3\.1\+ · Answered by this tab.*“Question 1\?”/,
    );
    expect(second?.textContent).toMatch(/Not connected.*Firmware 0\.2\.1 · Passed on to echo\.example/);
    expect(first?.getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(second!);
    expect(screen.getByRole('heading', { name: '00:11:22:33:44:ff' })).toBeTruthy();
  });

  it('shows what is said while it is said, and sends what is written', () => {
    const { relay, tell } = open([attached, box()]);
    const talk = screen.getByRole('region', { name: 'Conversation' });
    tell({
      type: 'turn',
      box: macA,
      turn: aTurn(1, {
        status: 'open',
        user: { text: 'A train', partial: true },
        reply: { text: '', complete: false, pieces: [], heard: 0 },
      }),
    });
    expect(talk.textContent).toContain('A train');
    tell({ type: 'turn', box: macA, turn: aTurn(1) });
    expect(talk.textContent).toContain('Answer 1.');
    const field = screen.getByRole('textbox', { name: 'Write instead of speaking' });
    fireEvent.change(field, { target: { value: '  Hello box ' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(relay.called('sendText')).toEqual([[macA, 'Hello box']]);
  });

  it('offers what can be done to whose box', () => {
    const { relay, tell } = open([attached, box({ state: 'speaking' })]);
    press('Interrupt');
    press('Release');
    tell(box({ owner: 'another' }));
    press('Take over');
    press('Watch');
    tell(box({ owner: 'nobody', watched: true }));
    press('Answer it here');
    press('Stop watching');
    expect(
      relay.calls.filter(([name]) => !['setAnswering', 'connect', 'inspect', 'configure'].includes(name)),
    ).toEqual([
      ['interrupt', macA],
      ['release', macA],
      ['own', macA, true],
      ['watch', macA],
      ['own', macA, false],
      ['unwatch', macA],
    ]);
  });

  it('announces boxes and finished turns, not each partial', () => {
    const { tell } = open([attached]);
    const log = screen.getByRole('log', { name: 'Boxes' });
    tell(box());
    expect(log.textContent).toBe('Box a0:b1:c2:d3:e4:f5 is connected');
    tell({
      type: 'turn',
      box: macA,
      turn: aTurn(1, { status: 'open', user: { text: 'Quest', partial: true } }),
    });
    expect(log.children).toHaveLength(1);
    tell({ type: 'turn', box: macA, turn: aTurn(1) });
    expect(log.children).toHaveLength(3);
  });

  it('asks before it forgets a box, and before it makes a new token, and names who has to be told', () => {
    const { relay } = open([attached, pairing(), box(), box({ id: macB, connected: false })]);
    press('New pairing token');
    const dialog = screen.getByRole('dialog');
    expect(dialog.textContent).toContain('a0:b1:c2:d3:e4:f5');
    expect(dialog.textContent).toContain('00:11:22:33:44:ff');
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(relay.called('renewPairing')).toEqual([]);
    press('New pairing token');
    press('Make a new one');
    expect(relay.called('renewPairing')).toEqual([[]]);
    press('Forget this box');
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Forget this box' }));
    expect(relay.called('forget')).toEqual([[macA]]);
  });

  it('names the boxes that have lost their way', () => {
    const { relay } = open([
      attached,
      pairing({ lostUrls: ['ws://10.0.0.1:9090/box/x'] }),
      box(),
      box({ id: macB, connected: false, state: 'away' }),
    ]);
    expect(screen.getByText('This computer has another address now')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'a0:b1:c2:d3:e4:f5 has the new address' })).toBeNull();
    press('00:11:22:33:44:ff has the new address');
    expect(relay.called('urlSent')).toEqual([[macB, url]]);
  });

  it('says what the companion would not do, and what to do then', () => {
    const { relay } = open([
      attached,
      box({ owner: 'another' }),
      { type: 'refused', asked: 'own', box: macA, code: 'owned', message: '' },
    ]);
    const notice = screen.getByText('Another tab answers a0:b1:c2:d3:e4:f5').closest('[role="alert"]');
    fireEvent.click(within(notice as HTMLElement).getByRole('button', { name: 'Take it over' }));
    expect(relay.called('own')).toEqual([[macA, true]]);
    expect(screen.queryByText('Another tab answers a0:b1:c2:d3:e4:f5')).toBeNull();
  });

  it('keeps what it knows while the line is lost', () => {
    const { tell } = open([attached, box()]);
    tell({ type: 'link', link: { state: 'lost', code: 1006, reason: '', retryAt: Date.now() + 4_000 } });
    expect(screen.getByText('The companion does not answer')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'a0:b1:c2:d3:e4:f5' })).toBeTruthy();
    tell({ type: 'link', link: { state: 'connecting' } });
    expect(screen.getByText('Trying now …')).toBeTruthy();
    tell(attached);
    expect(screen.queryByText('The companion does not answer')).toBeNull();
  });

  it('says so when its worker has stopped', async () => {
    const { relay } = open([attached, box()]);
    relay.broken = new Error('gone');
    press('Release');
    expect((await screen.findByRole('alert')).textContent).toContain('has stopped');
  });

  it('speaks Chinese as well', () => {
    act(() => setLanguage('zh'));
    open([attached, pairing(), box()]);
    expect(screen.getByRole('heading', { level: 1, name: '中继' })).toBeTruthy();
    expect(screen.getByRole('switch', { name: '由此标签页应答设备' })).toBeTruthy();
  });
});

describe('setting up a box', () => {
  const write = (label: RegExp, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });

  it('passes it on to a server, once the address is one', () => {
    const { relay, tell } = open([attached, box()]);
    fireEvent.click(screen.getByRole('radio', { name: 'An EchoKit server' }));
    press('Pass on');
    expect(screen.getByText('Write the address of the server.')).toBeTruthy();
    write(/Server address/, 'ftp://host');
    expect(screen.getByText('The address has to begin with ws:// or wss://.')).toBeTruthy();
    write(/Server address/, 'ws://192.168.1.5:8080/ws?opus=true');
    expect(screen.getByText(/Leave out the question mark/)).toBeTruthy();
    press('Pass on');
    expect(relay.called('setMode')).toEqual([]);
    write(/Server address/, '192.168.1.5:8080/ws/');
    press('Pass on');
    const mode = { kind: 'pass-through', upstream: 'ws://192.168.1.5:8080/ws' } as const;
    expect(relay.called('setMode')).toEqual([[macA, mode]]);
    tell(box({ mode, upstream: { state: 'connecting' } }));
    expect(screen.getByText('Connecting to the server …')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Pass on' }).disabled).toBe(true);
  });

  it('has a tab answer again at once, and tells how the server stands', () => {
    const upstream = { state: 'lost', reason: 'refused', retryAt: Date.now() + 3_000 } as const;
    const { relay } = open([
      attached,
      box({ mode: { kind: 'pass-through', upstream: 'ws://host/ws' }, upstream }),
    ]);
    expect(screen.getByText(/The server is out of reach \(refused\)/)).toBeTruthy();
    fireEvent.click(screen.getByRole('radio', { name: 'A tab of this app' }));
    expect(relay.called('setMode')).toEqual([[macA, { kind: 'answer' }]]);
  });

  it('gives it a character of its own, and takes that back', () => {
    const { relay, tell } = open([attached, box()]);
    fireEvent.click(screen.getByRole('switch', { name: 'A character of its own' }));
    write(/Who it is/, 'You are a lighthouse.');
    press('Save');
    const persona = { systemPrompt: 'You are a lighthouse.', greeting: '', language: 'auto' };
    expect(relay.called('setBoxSettings')).toEqual([[macA, { voice: 'auto', persona }]]);
    tell(box({ settings: { voice: 'auto', persona } }));
    expect(screen.getByRole('button', { name: 'Saved' })).toBeTruthy();
    fireEvent.click(screen.getByRole('switch', { name: 'A character of its own' }));
    expect(relay.called('setBoxSettings').at(-1)).toEqual([macA, { voice: 'auto' }]);
  });

  it('takes a greeting from a file, converted, or says why not', async () => {
    const { relay } = open([attached, box()]);
    const choose = (file: File) =>
      fireEvent.change(screen.getByLabelText('Choose a WAV file'), { target: { files: [file] } });
    choose(new File(['no sound'], 'a.wav'));
    expect((await screen.findByRole('alert')).textContent).toContain('no WAV file');
    expect(relay.called('setHello')).toEqual([]);
    choose(new File([encodeWav(new Float32Array(4800), 48_000)], 'hello.wav'));
    expect(await screen.findByRole('button', { name: 'Play' })).toBeTruthy();
    const [[id, wav]] = relay.called('setHello') as [[string, Uint8Array]];
    expect([id, wav.length]).toEqual([macA, 44 + 2 * 1600]);
    relay.helloRefusal = 'hello-too-long';
    choose(new File([encodeWav(new Float32Array(4800), 48_000)], 'long.wav'));
    expect((await screen.findByRole('alert')).textContent).toContain('too long');
  });
});
