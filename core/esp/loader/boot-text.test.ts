import { expect, it } from 'vitest';
import { findBootText } from './boot-text.ts';

it.each([
  ['rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\nI (24) boot: ESP-IDF', 'app'],
  ['rst:0x15 (USB_UART_CHIP_RESET),boot:0x2b (SPI_FAST_FLASH_BOOT)\r\n', 'app'],
  ['rst:0x1 (POWERON),boot:0x0 (DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n', 'download'],
  ['boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n...\r\nboot:0x23 (DOWNLOAD)\r\n', 'download'],
  ['rst:0x1 (POWERON),boot:0x3 (DOWN', 'download'],
] as const)('%j went to the %s', (text, mode) => {
  expect(findBootText(text)?.mode).toBe(mode);
});

it('says nothing of other text', () => {
  expect(findBootText('I (200) echokit: Connecting wifi...')).toBeUndefined();
});
