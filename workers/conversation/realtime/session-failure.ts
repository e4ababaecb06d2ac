/** What a notice of the session is to the page: words' code and facts, and the failure of the turn that it ended. */
import type { EngineErrorCode } from '../../../core/engine-wire/engine-failure.ts';
import type { ServiceMessage } from '../../../core/engine-wire/service-message.ts';
import type { Notice } from '../../../core/realtime/session-effect.ts';
import { answerMs } from '../../../core/realtime/session-limits.ts';
import type { ConversationFailureCode, TurnFailure } from '../../conversation-api.ts';

type Details = Readonly<Record<string, string | number>>;

export function noticeDetails(notice: Notice): Details {
  switch (notice.code) {
    case 'dialect-changed':
      return { dialect: notice.dialect };
    case 'reply-incomplete':
      return { reason: notice.reason };
    case 'session-limit-reached':
    case 'session-refused':
    case 'transcription-failed':
    case 'server-error':
      return messageDetails(notice.error);
    case 'reply-failed':
      return notice.error === undefined ? {} : messageDetails(notice.error);
    case 'no-answer':
      return { waitedMs: answerMs };
    case 'not-connected':
    case 'connect-timeout':
    case 'configure-timeout':
    case 'link-lost':
    case 'gave-up':
    case 'reconnected':
    case 'no-audio':
    case 'empty-reply':
      return {};
  }
}

const messageDetails = ({ message, code, type }: ServiceMessage): Details => ({
  ...(message === '' ? {} : { service: message }),
  ...(code === undefined ? {} : { code }),
  ...(type === undefined ? {} : { type }),
});

/** @param notice what was told in the same step; undefined where nothing was */
export function failureFrom(notice: Notice | undefined): TurnFailure {
  const details = notice === undefined ? {} : noticeDetails(notice);
  const code = notice === undefined ? 'unexpected-reply' : codeOf(notice);
  return {
    stage: 'llm',
    code,
    message: `the turn ended: ${notice?.code ?? 'no reason'}`,
    details,
    retryable: true,
  };
}

function codeOf(notice: Notice): EngineErrorCode | ConversationFailureCode {
  switch (notice.code) {
    case 'no-answer':
      return 'timed-out';
    case 'link-lost':
      return 'stream-cut';
    case 'connect-timeout':
    case 'configure-timeout':
    case 'gave-up':
    case 'not-connected':
      return 'unreachable';
    case 'session-limit-reached':
      return 'service-busy';
    case 'session-refused':
      return /key|auth/.test(`${notice.error.code ?? ''}${notice.error.type ?? ''}`)
        ? 'key-refused'
        : 'bad-request';
    case 'reply-failed':
    case 'server-error':
    case 'transcription-failed':
      return 'service-failed';
    case 'dialect-changed':
    case 'reconnected':
    case 'no-audio':
    case 'empty-reply':
    case 'reply-incomplete':
      return 'unexpected-reply';
  }
}
