/** From a failure to words for the person: those that only boxes know have their own here, the rest are the engines'. */
import type { RelayFailureCode } from '../../workers/relay-api.ts';
import type { EngineMessages, FailureDetails, FailureWords } from '../engines/engine-messages.ts';
import { explainFailure, type ExplainedFailure } from '../engines/explain-failure.ts';
import type { StringTables } from '../ui/language.ts';

type BoxFailureWords = Readonly<Record<RelayFailureCode, FailureWords>>;

export const boxFailureStrings: StringTables<BoxFailureWords> = {
  en: {
    'recogniser-hears-microphone': {
      title: "The browser's recogniser hears your microphone only, not a box",
      whatToDo:
        'Choose a recogniser that takes recordings, in Settings under Ears: a service, or one on this computer.',
    },
    'voice-without-samples': {
      title: "The browser's voice speaks from this computer only, not from a box",
      whatToDo: 'Choose another voice in Settings under Voice: the built-in one works without any service.',
    },
  },
  zh: {
    'recogniser-hears-microphone': {
      title: '浏览器的语音识别只能听你的麦克风，听不到设备',
      whatToDo: '请在“设置”的“耳朵”中选择能识别录音的服务，在线或本机均可。',
    },
    'voice-without-samples': {
      title: '浏览器的语音只能从这台电脑发声，不能从设备发声',
      whatToDo: '请在“设置”的“声音”中另选一个，自带语音不需要任何服务。',
    },
  },
};

const isOfBoxes = (code: string, words: BoxFailureWords): code is RelayFailureCode =>
  Object.hasOwn(words, code);

export function explainBoxFailure(
  failure: { readonly code: string; readonly details: FailureDetails },
  words: BoxFailureWords,
  messages: EngineMessages,
): ExplainedFailure {
  const { code } = failure;
  return isOfBoxes(code, words) ? { ...words[code], causes: [] } : explainFailure(failure, messages);
}
