/** Who is on the cable: chip, id, memory, and what is installed. */
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useStrings } from '../../ui/language.ts';
import { deviceErrorStrings } from '../device-errors.strings.ts';
import { deviceStrings } from '../device.strings.ts';
import type { Box, Way } from '../device-state.ts';
import styles from './device-card.module.css';
import { PartitionBar } from './partition-bar.tsx';

interface DeviceCardProps {
  readonly way: Way;
  /** Null while a running box has not been identified. */
  readonly box: Box | null;
  readonly onLeave: () => void;
  readonly mayLeave: boolean;
}

export function DeviceCard({ way, box, onLeave, mayLeave }: DeviceCardProps) {
  const { card } = useStrings(deviceStrings);
  // On a phone the page is about what can be done; figures are a press away.
  const [isNarrow] = useState(() => matchMedia('(max-width: 900px)').matches);
  const table = box?.installed.table;
  const map = box && table?.ok && (
    <PartitionBar partitions={table.value.partitions} flashBytes={box.chip.flashBytes} />
  );
  return (
    <Card
      title={way === 'simulated' ? card.simulated : card.title}
      tools={
        <Button size="small" disabled={!mayLeave} onClick={onLeave}>
          {card.leave}
        </Button>
      }
    >
      {box && (
        <>
          <Firmware box={box} />
          {!isNarrow && <Facts box={box} />}
          <Disclosure summary={card.more}>
            {isNarrow && <Facts box={box} />}
            <Details box={box} />
            {isNarrow && map}
          </Disclosure>
          {!isNarrow && map}
        </>
      )}
    </Card>
  );
}

function Firmware({ box }: { readonly box: Box }) {
  const { card } = useStrings(deviceStrings);
  const errors = useStrings(deviceErrorStrings).failures;
  const { table, apps } = box.installed;
  const descriptor = apps.find((app) => app.descriptor !== null)?.descriptor;
  return (
    <div className={styles['firmware']}>
      <span className={styles['lens']} data-on={descriptor !== undefined} aria-hidden="true" />
      <div>
        <p className={styles['version']} data-testid="installed-version">
          {descriptor ? descriptor.version : card.noFirmware}
        </p>
        {descriptor && (
          <p className={styles['soft']}>
            {descriptor.project} · {card.built(descriptor.date)}
          </p>
        )}
        <p className={styles['soft']}>
          {table.ok ? card.layouts[table.value.layout] : errors[table.error.code](table.error.details).next}
        </p>
      </div>
    </div>
  );
}

function Facts({ box: { chip } }: { readonly box: Box }) {
  const { card, size } = useStrings(deviceStrings);
  return (
    <>
      <dl className={styles['facts']}>
        <dt>{card.id}</dt>
        <dd>
          <code data-testid="box-id">{chip.boxId}</code>
        </dd>
        <dt>{card.chip}</dt>
        <dd>
          {chip.chip} {chip.revision}
        </dd>
        <dt>{card.flash}</dt>
        <dd>
          {size(chip.flashBytes)} · {chip.flashMaker}
        </dd>
        <dt>{card.psram}</dt>
        <dd>{chip.psramBytes === 0 ? card.none : size(chip.psramBytes)}</dd>
      </dl>
      {chip.slowedDown && <p className={styles['soft']}>{card.slowedDown(chip.baud)}</p>}
    </>
  );
}

function Details({ box: { chip, installed } }: { readonly box: Box }) {
  const { card } = useStrings(deviceStrings);
  const descriptor = installed.apps.find((app) => app.descriptor !== null)?.descriptor;
  return (
    <dl className={styles['facts']}>
      <dt>{card.mac}</dt>
      <dd>
        <code>{chip.mac}</code>
      </dd>
      <dt>{card.link}</dt>
      <dd>
        {card.links[chip.link]}
        {chip.link === 'bridge' && `, ${chip.baud.toLocaleString()} baud`}
      </dd>
      {descriptor && (
        <>
          <dt>ESP-IDF</dt>
          <dd>{descriptor.idfVersion}</dd>
          <dt>{card.firmware}</dt>
          <dd>
            {descriptor.date} {descriptor.time}
          </dd>
          <dt>ELF SHA-256</dt>
          <dd>
            <code>{descriptor.elfSha256}</code>
          </dd>
        </>
      )}
    </dl>
  );
}
