/** The greeting of a box: a clip from a file, listened to before the box plays it. */
import { useEffect, useId, useRef, useState } from 'react';
import type { RelayBox } from '../../workers/relay-api.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { useStrings } from '../ui/language.ts';
import styles from './box-set-up.module.css';
import { boxStrings } from './box.strings.ts';
import { toHelloClip } from './hello-clip.ts';
import type { RelayActions } from './relay-actions.ts';

type Trouble = keyof (typeof boxStrings)['en']['helloRefusals'];

interface BoxHelloProps {
  readonly box: RelayBox;
  readonly actions: Pick<RelayActions, 'setHello'>;
}

export function BoxHello({ box: { id, hello }, actions }: BoxHelloProps) {
  const strings = useStrings(boxStrings);
  const labelId = useId();
  const file = useRef<HTMLInputElement>(null);
  const [target, setTarget] = useState<'this' | 'all'>('this');
  const [trouble, setTrouble] = useState<Trouble>();
  /** What was chosen since the page opened: the box's own clip stays with the worker. */
  const [clip, setClip] = useState<Uint8Array<ArrayBuffer>>();

  const set = async (wav: Uint8Array<ArrayBuffer> | null) => {
    const refusal = await actions.setHello(target === 'this' ? id : null, wav);
    setTrouble(refusal ?? undefined);
    if (refusal === null) setClip(wav ?? undefined);
  };
  const choose = async (chosen: File) => {
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await chosen.arrayBuffer());
    } catch {
      setTrouble('unreadable');
      return;
    }
    const converted = toHelloClip(bytes);
    if (converted.ok) await set(converted.value);
    else setTrouble(converted.error);
  };

  return (
    <div className={styles['part']} role="group" aria-labelledby={labelId}>
      <div>
        <p id={labelId} className={styles['label']}>
          {strings.hello}
        </p>
        <p className={styles['small']}>{strings.helloHint}</p>
      </div>
      <p className={styles['small']}>
        {hello === undefined ? strings.helloNone : strings.helloIs(hello.seconds.toFixed(1))}
      </p>
      <SelectField
        label={strings.helloFor}
        value={target}
        options={[
          { value: 'this', label: strings.helloForThis },
          { value: 'all', label: strings.helloForAll },
        ]}
        onChange={setTarget}
      />
      <div className={styles['row']}>
        <Button size="small" onClick={() => file.current?.click()}>
          {strings.helloChoose}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".wav,audio/wav"
          aria-label={strings.helloChoose}
          hidden
          onChange={({ target: input }) => {
            const chosen = input.files?.[0];
            input.value = '';
            if (chosen) void choose(chosen);
          }}
        />
        {clip && <PlayClip clip={clip} onTrouble={() => setTrouble('silent')} />}
        {hello && (
          <Button size="small" look="quiet" onClick={() => void set(null)}>
            {strings.helloRemove}
          </Button>
        )}
      </div>
      {trouble && (
        <p className={styles['error']} role="alert">
          {strings.helloRefusals[trouble]}
        </p>
      )}
    </div>
  );
}

interface PlayClipProps {
  readonly clip: Uint8Array<ArrayBuffer>;
  readonly onTrouble: () => void;
}

/** Plays the clip as the box would, here. */
function PlayClip({ clip, onTrouble }: PlayClipProps) {
  const strings = useStrings(boxStrings);
  const [isPlaying, setIsPlaying] = useState(false);
  const playing = useRef<HTMLAudioElement>(null);
  const stop = () => {
    playing.current?.pause();
    playing.current = null;
    setIsPlaying(false);
  };
  useEffect(() => () => playing.current?.pause(), []);
  const play = async () => {
    const url = URL.createObjectURL(new Blob([clip], { type: 'audio/wav' }));
    const audio = new Audio(url);
    playing.current = audio;
    audio.onended = stop;
    audio.onpause = () => URL.revokeObjectURL(url);
    setIsPlaying(true);
    try {
      await audio.play();
    } catch {
      if (playing.current === audio) onTrouble();
      stop();
    }
  };
  return (
    <Button size="small" onClick={() => (isPlaying ? stop() : void play())}>
      <Icon name={isPlaying ? 'stop' : 'play'} size={16} />
      {isPlaying ? strings.helloStop : strings.helloPlay}
    </Button>
  );
}
