import { describe, expect, test } from 'vitest';
import { EngineError, fromWireError, toWireError } from './engine-error.ts';
import { engineMessages, explainFailure } from './explain-failure.ts';

const { en, zh } = engineMessages;

describe('explainFailure', () => {
  test('says what happened, what to do, possible causes, and what the service said', () => {
    const error = new EngineError('unreachable', 'x', {
      url: 'http://localhost:9092/v1/audio/transcriptions',
      suspects: ['not-running', 'wrong-port'],
      serviceMessage: 'boom',
    });
    const explained = explainFailure(error, en);
    expect(explained.title).toBe('No answer from http://localhost:9092/v1/audio/transcriptions');
    expect(explained.causes).toEqual([en.suspects['not-running'], en.suspects['wrong-port']]);
    expect(explained.service).toBe('boom');
    expect(explainFailure(error, zh).causes).toEqual([zh.suspects['not-running'], zh.suspects['wrong-port']]);
  });

  test('nothing is lost between threads', () => {
    const error = new EngineError('rate-limited', 'x', {
      retryable: true,
      status: 429,
      serviceMessage: 'slow down',
      suspects: ['offline'],
      url: 'https://a.example/v1',
      details: { param: 'p' },
    });
    const copy = fromWireError(structuredClone(toWireError(error)));
    expect(copy).toEqual(error);
    expect(copy).toMatchObject({
      retryable: true,
      status: 429,
      suspects: ['offline'],
      details: error.details,
    });
  });

  test('a code nobody knows gets general words', () => {
    expect(explainFailure({ code: 'toString', details: {} }, en).title).toBe(en.failures.unknown({}).title);
    expect(explainFailure({ code: 'x', details: { suspects: 'toString,x,not-running' } }, zh).causes).toEqual(
      [zh.suspects['not-running']],
    );
  });

  test('every failure has a title and something to do in both languages, with and without details', () => {
    for (const messages of [en, zh]) {
      for (const [code, words] of Object.entries(messages.failures)) {
        for (const details of [{}, { url: 'https://a.example/v1', status: 418 }]) {
          const { title, whatToDo } = words(details);
          expect(title.length, code).toBeGreaterThan(2);
          expect(whatToDo, code).toMatch(/[.。]$/);
          expect(`${title}${whatToDo}`, code).not.toMatch(/undefined|NaN|\[object/);
        }
      }
    }
  });
});
