/** What the ROM prints when it starts. Source: sheet `device.md` A.11. */
import type { ResetReason } from './esp32s3-types.ts';

const reasons: Record<ResetReason, string> = {
  'power-on': '0x1 (POWERON)',
  usb: '0x15 (USB_UART_CHIP_RESET)',
  watchdog: '0x9 (RTCWDT_SYS_RST)',
  software: '0xc (RTC_SW_CPU_RST)',
  brownout: '0xf (RTCWDT_BROWN_OUT_RST)',
};

export function bootText(reason: ResetReason, isDownload: boolean): string {
  const boot = isDownload ? '0x0 (DOWNLOAD(USB/UART0))' : '0x8 (SPI_FAST_FLASH_BOOT)';
  const lines = ['ESP-ROM:esp32s3-20210327', 'Build:Mar 27 2021', `rst:${reasons[reason]},boot:${boot}`];
  if (isDownload) lines.push('waiting for download');
  return lines.map((line) => `${line}\r\n`).join('');
}
