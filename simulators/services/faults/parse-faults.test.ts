import { describe, expect, it } from 'vitest';
import { parseFaults } from './parse-faults.ts';

/** The effect of a specification with one clause. */
function effectOf(spec: string): unknown {
  const plan = parseFaults(spec);
  return plan.ok ? plan.value.faults[0]?.effect : plan.error;
}

describe('parseFaults', () => {
  it.each([
    ['asr:status=401', { kind: 'status', status: 401, body: 'json' }],
    ['asr:status=500,body=text', { kind: 'status', status: 500, body: 'text' }],
    ['llm:hang', { kind: 'hang' }],
    ['tts:cut=0.5', { kind: 'cut', share: 0.5 }],
    ['tts:stall=0', { kind: 'stall', share: 0 }],
    ['tts:drip=50', { kind: 'drip', bytesPerSecond: 50 }],
    ['llm:garbage', { kind: 'garbage' }],
    ['tts:empty', { kind: 'empty' }],
    ['asr:html', { kind: 'html' }],
    ['stream_speech:delay=1500', { kind: 'delay', ms: 1500 }],
    ['asr:text=Yes%2C%20please%3B ok', { kind: 'text', text: 'Yes, please; ok' }],
    ['asr:text=100% sure', { kind: 'text', text: '100% sure' }],
    ['asr:text=', { kind: 'text', text: '' }],
    ['asr:brackets', { kind: 'brackets' }],
    ['asr:no-text', { kind: 'no-text' }],
    ['llm:json', { kind: 'json' }],
    ['llm:no-done', { kind: 'no-done' }],
    ['llm:mid-error', { kind: 'mid-error', share: 0.5 }],
    ['llm:mid-error=0.2', { kind: 'mid-error', share: 0.2 }],
    ['llm:crlf', { kind: 'crlf' }],
    ['llm:pings', { kind: 'pings' }],
    ['llm:bytes', { kind: 'bytes' }],
    ['llm:think', { kind: 'think', where: 'inline' }],
    ['llm:think=reasoning', { kind: 'think', where: 'reasoning' }],
    ['speech:odd', { kind: 'odd' }],
    ['speech:bogus-length', { kind: 'bogus-length' }],
  ])('reads %s', (spec, effect) => {
    expect(effectOf(spec)).toEqual(effect);
  });

  it('reads several clauses, their counts, and those of the whole server', () => {
    const plan = parseFaults(
      ' asr:status=500,times=1 ; tts:cut=0.5,skip=2,times=3,cors=off;options=500;cors=strict; ',
    );
    expect(plan).toEqual({
      ok: true,
      value: {
        cors: 'strict',
        optionsStatus: 500,
        faults: [
          {
            target: 'asr',
            effect: { kind: 'status', status: 500, body: 'json' },
            times: 1,
            skip: 0,
            withoutCors: false,
            spec: 'asr:status=500,times=1',
          },
          {
            target: 'tts',
            effect: { kind: 'cut', share: 0.5 },
            times: 3,
            skip: 2,
            withoutCors: true,
            spec: 'tts:cut=0.5,skip=2,times=3,cors=off',
          },
        ],
      },
    });
  });

  it('reads nothing as no fault', () => {
    expect(parseFaults('')).toEqual({ ok: true, value: { faults: [] } });
  });

  it.each([
    ['hang', 'expected TARGET:KIND, cors=MODE or options=STATUS'],
    ['asrr:hang', 'target must be one of asr, llm'],
    ['asr:explode', 'kind must be one of status, hang'],
    ['asr:toString', 'kind must be one of'],
    ['asr:status', 'status needs a status from 400 to 599, got ""'],
    ['asr:status=200', 'got "200"'],
    ['asr:status=500,body=xml', 'body must be one of json, text'],
    ['asr:hang=3', 'hang takes no value, got "3"'],
    ['asr:hang,body=text', 'modifiers are times=N, skip=N, cors=off; got "body=text"'],
    ['tts:cut', 'cut needs a share from 0 to 1, got ""'],
    ['tts:cut=1.5', 'got "1.5"'],
    ['tts:drip=0', 'bytes per second from 1'],
    ['asr:text', 'text needs the words'],
    ['tts:brackets', 'brackets is a fault of asr, not of tts'],
    ['asr:no-done', 'no-done is a fault of llm, not of asr'],
    ['llm:odd', 'odd is a fault of tts, not of llm'],
    ['llm:think=loud', 'got "loud"'],
    ['llm:hang,times=0', 'times needs a whole number from 1, got "0"'],
    ['llm:hang,skip=x', 'skip needs a whole number from 0, got "x"'],
    ['llm:hang,cors=on', 'cors can only be off here'],
    ['cors=maybe', 'cors must be on, strict or off, got "maybe"'],
    ['options=204', 'options needs'],
  ])('refuses %s', (spec, words) => {
    const plan = parseFaults(spec);
    expect(plan.ok ? 'accepted' : plan.error).toContain(words === 'options needs' ? '400 to 599' : words);
    expect(plan.ok ? '' : plan.error).toContain(`fault "${spec}"`);
  });
});
