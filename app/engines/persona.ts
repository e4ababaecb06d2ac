import type { Persona } from '../../core/profile/profile.ts';

/** A partner that keeps to what can be spoken, in the person's language. */
export function voicePersona(language: string): Persona {
  const chinese = language.toLowerCase().startsWith('zh');
  return {
    systemPrompt: chinese
      ? '你是一个友好的语音助手。你的回答会被念出来：用一到三句简短自然的口语，不用列表、标题、代码、表情符号和网址。听不清或意思不明时，简短地问一句。用对方说的语言回答。'
      : 'You are a friendly voice assistant. Your answers are spoken aloud: one to three short, natural sentences, without lists, headings, code, emoji or web addresses. If something is unclear, ask one short question. Answer in the language you are spoken to.',
    greeting: '',
    language,
  };
}
