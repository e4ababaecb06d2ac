/** One turn: what the person said, what was answered and heard of it, what went wrong, where the time went. */
import { useStore } from 'zustand';
import type { TurnView } from '../../workers/conversation-api.ts';
import type { AudioSide } from '../platform/storage/conversation-storage.ts';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import type { ClipPlayer } from './clip-player.ts';
import { replyRuns } from './reply-runs.ts';
import { serverStrings } from './server.strings.ts';
import { recordingKey } from './talk-store.ts';
import { TurnFailure } from './turn-failure.tsx';
import { turnStrings } from './turn.strings.ts';
import styles from './transcript.module.css';
import { Waterfall } from '../ui/waterfall/waterfall.tsx';

export interface TurnTools {
  readonly clips: ClipPlayer;
  readonly recordings: ReadonlySet<string>;
  /** The worker can send turns from this one on again; of earlier ones only the text is left. */
  readonly liveFrom: number;
  /** What a server showed without saying it. */
  readonly displayed?: readonly { readonly turn: number; readonly text: string }[];
  readonly onRetry: (turn: number) => void;
  /** One server answers in place of the engines. */
  readonly hasServer?: boolean;
}

interface TurnItemProps {
  readonly turn: TurnView;
  readonly tools: TurnTools;
}

export function TurnItem({ turn, tools }: TurnItemProps) {
  const strings = useStrings(turnStrings);
  const server = useStrings(serverStrings);
  const { failure } = turn;
  return (
    <li className={styles['turn']} data-turn={turn.id} data-status={turn.status}>
      {turn.source !== 'greeting' && <UserSide turn={turn} tools={tools} />}
      {tools.displayed
        ?.filter((shown) => shown.turn === turn.id)
        .map(({ text }, index) => (
          <p key={index} className={styles['shown']} data-testid="display-text">
            <span className="visually-hidden">{server.shown}: </span>
            {text}
          </p>
        ))}
      {turn.reply.text !== '' && <ReplySide turn={turn} tools={tools} />}
      {turn.status === 'interrupted' && <p className={styles['cut']}>{strings.interrupted}</p>}
      {turn.status === 'cancelled' && <p className={styles['aside']}>{strings.cancelled}</p>}
      {failure && (
        <TurnFailure
          failure={failure}
          goesOn={turn.status !== 'failed'}
          hasServer={tools.hasServer}
          retry={retryOf(turn, tools, strings)}
        />
      )}
      <Waterfall turn={turn} />
    </li>
  );
}

function retryOf(turn: TurnView, { liveFrom, onRetry }: TurnTools, strings: (typeof turnStrings)['en']) {
  if (turn.status !== 'failed' || turn.failure?.retryable !== true) return undefined;
  const run = () => onRetry(turn.id);
  if (turn.id >= liveFrom) return { label: strings.retry, run };
  return turn.user.text === '' ? undefined : { label: strings.retryAsText, run };
}

function UserSide({ turn, tools }: TurnItemProps) {
  const strings = useStrings(turnStrings);
  const { text, partial } = turn.user;
  const placeholder =
    turn.status === 'open'
      ? strings.listening
      : turn.status === 'thinking'
        ? strings.recognising
        : strings.notRecognised;
  return (
    <div className={styles['user']}>
      <p className={styles['bubble']}>
        <span className="visually-hidden">{strings.you}: </span>
        {text === '' ? (
          <span className={styles['placeholder']}>{placeholder}</span>
        ) : (
          <span className={partial ? styles['partial'] : undefined}>{text}</span>
        )}
      </p>
      <PlayButton turn={turn.id} side="user" label={strings.playUser} tools={tools} />
    </div>
  );
}

function ReplySide({ turn, tools }: TurnItemProps) {
  const strings = useStrings(turnStrings);
  return (
    <div className={styles['reply']}>
      <p className={styles['bubble']}>
        <span className="visually-hidden">{strings.assistant}: </span>
        {replyRuns(turn).map(({ text, look }, index) =>
          look === 'unheard' ? (
            <del key={index} className={styles['unheard']} title={strings.notHeard}>
              {text}
            </del>
          ) : (
            <span
              key={index}
              className={styles[look]}
              title={look === 'unspoken' ? strings.notSpoken : undefined}
            >
              {text}
            </span>
          ),
        )}
      </p>
      <PlayButton turn={turn.id} side="assistant" label={strings.playAssistant} tools={tools} />
    </div>
  );
}

interface PlayButtonProps {
  readonly turn: number;
  readonly side: AudioSide;
  readonly label: string;
  readonly tools: TurnTools;
}

/** There only where something was recorded. */
function PlayButton({ turn, side, label, tools }: PlayButtonProps) {
  const strings = useStrings(turnStrings);
  const { clips, recordings } = tools;
  const key = recordingKey({ turn, side });
  const isPlaying = useStore(clips.store, ({ playing }) => playing === key);
  if (!recordings.has(key)) return null;
  return (
    <button
      type="button"
      className={styles['play']}
      aria-label={isPlaying ? strings.stopPlaying : label}
      title={isPlaying ? strings.stopPlaying : label}
      onClick={() => void clips.toggle({ turn, side })}
    >
      <Icon name={isPlaying ? 'stop' : 'play'} size={16} />
    </button>
  );
}
