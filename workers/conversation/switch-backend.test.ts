import { describe, expect, it } from 'vitest';
import { defaultTurnSettings, type Profile } from '../../core/profile/profile.ts';
import type { ConversationConfig, ConversationEvent, PastTurn } from '../conversation-api.ts';
import type { Backend, BackendTools, HeardFrame } from './backend.ts';
import { Conversation } from './conversation.ts';
import { FakeServices } from './services.testing.ts';

const pipeline: Profile = {
  id: 'p',
  name: 'p',
  partner: {
    kind: 'pipeline',
    asr: { kind: 'browser-asr', onDevice: false },
    llm: { kind: 'demo' },
    tts: { kind: 'browser-voice' },
  },
  persona: { systemPrompt: '', greeting: '', language: 'en' },
  turn: defaultTurnSettings,
  vadModel: 'v6',
};
const withServer: Profile = {
  ...pipeline,
  server: { kind: 'echokit', url: 'ws://localhost/ws', turnEnd: 'auto', opus: false, record: false },
};
const configOf = (profile: Profile): ConversationConfig => ({ profile, keys: {}, debug: false });

/** Writes down what it is asked for. */
class ScriptedBackend implements Backend {
  readonly asked: string[] = [];
  isOn = false;
  nextTurn = 1;
  past: readonly PastTurn[] = [];
  readonly tools: BackendTools;
  constructor(tools: BackendTools) {
    this.tools = tools;
  }
  get isListening(): boolean {
    return this.isOn;
  }
  configure(config: ConversationConfig): void {
    this.asked.push(`configure ${config.profile.server?.kind ?? 'none'}`);
  }
  begin(past: readonly PastTurn[], { firstTurn }: { readonly firstTurn: number }): void {
    this.isOn = true;
    this.past = past;
    this.nextTurn = firstTurn;
    this.asked.push(`begin at ${firstTurn}`);
    this.tools.setPhase('listening', this.tools.host.now());
  }
  end(): void {
    this.isOn = false;
    this.asked.push('end');
  }
  hear(_: HeardFrame): void {
    this.asked.push('hear');
  }
  captureLost(): void {
    this.asked.push('lost');
  }
  hearMouth(): void {
    return;
  }
  changePlayer(): void {
    return;
  }
  sendText(text: string): void {
    const turn = this.nextTurn;
    this.nextTurn += 1;
    const { book, host } = this.tools;
    book.open(turn, 'text', host.now(), text);
    book.setReply(turn, { text: 'Yes, and no.', complete: true, pieces: [], heard: 4 });
    book.setStatus(turn, 'interrupted');
  }
  pressTalk(): void {
    return;
  }
  releaseTalk(): void {
    return;
  }
  setMuted(muted: boolean): void {
    this.asked.push(muted ? 'mute' : 'unmute');
  }
  interrupt(): void {
    return;
  }
  retry(): boolean {
    return false;
  }
  select(index: number): void {
    this.asked.push(`select ${index}`);
  }
  close(): void {
    this.isOn = false;
    this.asked.push('close');
  }
}

function setUp() {
  const timers: (() => void)[] = [];
  const host = {
    now: () => 1000,
    after: (_: number, action: () => void) => {
      timers.push(action);
      return () => undefined;
    },
    random: () => 0.5,
  };
  const made: ScriptedBackend[] = [];
  const make = (tools: BackendTools) => {
    const backend = new ScriptedBackend(tools);
    made.push(backend);
    return backend;
  };
  const services = new FakeServices(host, () => '');
  const conversation = new Conversation({
    host,
    connectPage: () => {
      throw new Error('no page');
    },
    createEngines: () => services.engines(false),
    servers: { echokit: make, realtime: make },
  });
  const events: ConversationEvent[] = [];
  const port = () => ({ postMessage: () => undefined, onmessage: null }) as unknown as MessagePort;
  conversation.connect(port(), port(), 24_000, (event) => events.push(event));
  return { conversation, made, events };
}

describe('a change of who answers', () => {
  it('makes the one that is set up, and no other', () => {
    const { conversation, made, events } = setUp();
    conversation.configure(configOf(withServer));
    conversation.begin([], { greet: false, firstTurnId: 5 });
    expect(made).toHaveLength(1);
    expect(made[0]!.asked).toEqual(['configure echokit', 'begin at 5']);
    expect(events).toContainEqual({ type: 'phase', phase: 'listening', at: 1000 });
    conversation.configure(configOf(withServer));
    conversation.select(2);
    expect(made[0]!.asked.slice(2)).toEqual(['configure echokit', 'select 2']);
  });

  it('in the middle of a conversation goes on with what was heard of it', () => {
    const { conversation, made } = setUp();
    conversation.configure(configOf(withServer));
    conversation.setMuted(true);
    conversation.begin([], { greet: false, firstTurnId: 1 });
    conversation.sendText('Is it so?');
    conversation.configure(
      configOf({
        ...pipeline,
        server: {
          kind: 'realtime',
          dialect: 'openai',
          url: 'wss://localhost/v1/realtime',
          model: 'm',
          voice: '',
          turnTaking: 'server',
          transcriptionModel: '',
          key: 'browser',
        },
      }),
    );
    expect(made[0]!.asked.at(-1)).toBe('close');
    expect(made[1]!.asked).toEqual(['configure realtime', 'mute', 'begin at 2']);
    expect(made[1]!.past).toEqual([{ user: 'Is it so?', assistant: 'Yes,' }]);
  });

  it('back to the engines keeps the numbers of turns', () => {
    const { conversation, made, events } = setUp();
    conversation.configure(configOf(withServer));
    conversation.begin([], { greet: false, firstTurnId: 1 });
    conversation.sendText('One?');
    conversation.configure(configOf(pipeline));
    expect(made).toHaveLength(1);
    expect(events.filter((event) => event.type === 'phase').at(-1)).toMatchObject({ phase: 'listening' });
  });
});
