import type { StringTables } from '../../ui/language.ts';
import type { InspectorState } from './inspector.ts';

interface InspectorStrings {
  readonly title: string;
  readonly lead: string;
  readonly box: string;
  readonly allBoxes: string;
  readonly direction: string;
  readonly bothDirections: string;
  readonly directions: Readonly<Record<'up' | 'down', string>>;
  readonly event: string;
  readonly allEvents: string;
  readonly withoutSound: string;
  readonly search: string;
  readonly pause: string;
  readonly resume: string;
  readonly clear: string;
  readonly exportRows: (rows: number) => string;
  readonly exportHint: string;
  readonly open: string;
  readonly frames: string;
  readonly gridHint: string;
  readonly columns: Readonly<Record<'time' | 'box' | 'direction' | 'event' | 'content' | 'size', string>>;
  readonly nothing: string;
  readonly nothingFits: string;
  readonly shown: (rows: number, all: number) => string;
  readonly paused: (fresh: number) => string;
  readonly noGaps: string;
  readonly gaps: (gaps: number, frames: number) => string;
  readonly forgotten: (rows: number) => string;
  readonly gap: (frames: number) => string;
  readonly opened: (query: string) => string;
  readonly closed: (code: number, reason: string) => string;
  readonly newest: string;
  readonly detail: string;
  readonly frameNumber: string;
  readonly bytes: (bytes: number) => string;
  readonly hex: string;
  readonly firstBytes: (shown: number, all: number) => string;
  readonly showAll: string;
  readonly unreadable: string;
  readonly recording: (name: string) => string;
  readonly recordingLead: string;
  readonly closeRecording: string;
  readonly play: string;
  readonly pausePlay: string;
  readonly back: string;
  readonly forward: string;
  readonly position: string;
  readonly positionOf: (shown: number, all: number) => string;
  readonly speed: string;
  readonly dismiss: string;
  readonly problems: Readonly<
    Record<
      NonNullable<InspectorState['problem']>['code'],
      (line: number) => { readonly title: string; readonly whatToDo: string }
    >
  >;
}

const en = (value: number) => value.toLocaleString('en');
const zh = (value: number) => value.toLocaleString('zh-CN');

export const inspectorStrings: StringTables<InspectorStrings> = {
  en: {
    title: 'Inspector',
    lead: 'Every frame between a box and whoever answers it, for the boxes that this tab answers or watches.',
    box: 'Box',
    allBoxes: 'All boxes',
    direction: 'Direction',
    bothDirections: 'Both',
    directions: { up: 'From the box', down: 'To the box' },
    event: 'Event',
    allEvents: 'All events',
    withoutSound: 'All but sound',
    search: 'Search',
    pause: 'Pause',
    resume: 'Go on',
    clear: 'Clear',
    exportRows: (rows) => (rows === 1 ? 'Save 1 row' : `Save ${en(rows)} rows`),
    exportHint:
      'Saves what the table shows, one JSON object to a line. What was said is in it, as sound and as text.',
    open: 'Open a recording',
    frames: 'Frames',
    gridHint: 'Arrow keys move, Home and End jump, Escape closes the details.',
    columns: {
      time: 'Time',
      box: 'Box',
      direction: 'Direction',
      event: 'Event',
      content: 'Content',
      size: 'Bytes',
    },
    nothing: 'Nothing has passed yet. Say something to a box.',
    nothingFits: 'No row fits the filter.',
    shown: (rows, all) => (rows === all ? `${en(all)} rows` : `${en(rows)} of ${en(all)} rows`),
    paused: (fresh) =>
      fresh === 0 ? 'Paused' : `Paused, ${fresh === 1 ? '1 new row waits' : `${en(fresh)} new rows wait`}`,
    noGaps: 'No gaps',
    gaps: (gaps, frames) =>
      `${gaps === 1 ? '1 gap' : `${en(gaps)} gaps`}: ${frames === 1 ? '1 frame is' : `${en(frames)} frames are`} missing`,
    forgotten: (rows) => `${en(rows)} older rows had to make room`,
    gap: (frames) =>
      `${frames === 1 ? '1 frame' : `${en(frames)} frames`} passed here while nobody was reading, and ${frames === 1 ? 'was' : 'were'} not kept`,
    opened: (query) => (query === '' ? 'The box has connected' : `The box has connected: ${query}`),
    closed: (code, reason) => `The connection has ended: ${code}${reason === '' ? '' : ` ${reason}`}`,
    newest: 'Newest',
    detail: 'Frame',
    frameNumber: 'No.',
    bytes: (bytes) => (bytes === 1 ? '1 byte' : `${en(bytes)} bytes`),
    hex: 'Bytes in hex',
    firstBytes: (shown, all) => `The first ${en(shown)} of ${en(all)} bytes.`,
    showAll: 'Show all',
    unreadable: 'This frame cannot be read:',
    recording: (name) => `Recording: ${name}`,
    recordingLead:
      'An opened file, not what passes now. That is still being kept, and is back when you close this.',
    closeRecording: 'Close the recording',
    play: 'Play',
    pausePlay: 'Pause',
    back: 'One back',
    forward: 'One on',
    position: 'Position',
    positionOf: (shown, all) => `${en(shown)} of ${en(all)}`,
    speed: 'Speed',
    dismiss: 'OK',
    problems: {
      'recording-foreign': () => ({
        title: 'This file is no recording of the inspector',
        whatToDo: 'Choose a file that was saved here; its name ends in .jsonl.',
      }),
      'recording-newer': () => ({
        title: 'This recording was made by a newer version of the app',
        whatToDo: 'Reload the page to get the newest version, and open it again.',
      }),
      'recording-line': (line) => ({
        title: `Line ${line} of the file cannot be read`,
        whatToDo: 'It may have been cut or changed. Take that line out, or save the recording again.',
      }),
      'recording-too-long': () => ({
        title: 'This recording is too long to be opened here',
        whatToDo: 'Up to 200,000 rows and 256 MB can be. Cut the file after a line, and open the parts.',
      }),
      'recording-unreadable': () => ({
        title: 'The browser could not read the file',
        whatToDo: 'It may have been moved since. Choose it again.',
      }),
    },
  },
  zh: {
    title: '帧查看器',
    lead: '设备与应答方之间的每一帧，限于由此标签页应答或旁观的设备。',
    box: '设备',
    allBoxes: '全部设备',
    direction: '方向',
    bothDirections: '双向',
    directions: { up: '来自设备', down: '发往设备' },
    event: '事件',
    allEvents: '全部事件',
    withoutSound: '除声音外',
    search: '搜索',
    pause: '暂停',
    resume: '继续',
    clear: '清空',
    exportRows: (rows) => `保存 ${zh(rows)} 行`,
    exportHint: '按表格所示保存，每行一个 JSON 对象。文件中含有说过的话，包括声音和文字。',
    open: '打开记录',
    frames: '帧',
    gridHint: '方向键移动，Home 与 End 跳转，Esc 关闭详情。',
    columns: { time: '时间', box: '设备', direction: '方向', event: '事件', content: '内容', size: '字节' },
    nothing: '还没有数据经过。请对设备说句话。',
    nothingFits: '没有符合筛选条件的行。',
    shown: (rows, all) => (rows === all ? `共 ${zh(all)} 行` : `${zh(rows)} / ${zh(all)} 行`),
    paused: (fresh) => (fresh === 0 ? '已暂停' : `已暂停，有 ${zh(fresh)} 行新数据等待显示`),
    noGaps: '没有缺失',
    gaps: (gaps, frames) => `${zh(gaps)} 处缺失，共 ${zh(frames)} 帧`,
    forgotten: (rows) => `较早的 ${zh(rows)} 行已让出空间`,
    gap: (frames) => `这里有 ${zh(frames)} 帧在无人读取时经过，未能保留`,
    opened: (query) => (query === '' ? '设备已连接' : `设备已连接：${query}`),
    closed: (code, reason) => `连接已结束：${code}${reason === '' ? '' : ` ${reason}`}`,
    newest: '最新',
    detail: '帧',
    frameNumber: '编号',
    bytes: (bytes) => `${zh(bytes)} 字节`,
    hex: '十六进制字节',
    firstBytes: (shown, all) => `共 ${zh(all)} 字节，这里是前 ${zh(shown)} 字节。`,
    showAll: '全部显示',
    unreadable: '无法解读这一帧：',
    recording: (name) => `记录：${name}`,
    recordingLead: '这是打开的文件，不是正在经过的数据。后者仍在保留，关闭记录后即可看到。',
    closeRecording: '关闭记录',
    play: '播放',
    pausePlay: '暂停',
    back: '上一行',
    forward: '下一行',
    position: '位置',
    positionOf: (shown, all) => `${zh(shown)} / ${zh(all)}`,
    speed: '速度',
    dismiss: '知道了',
    problems: {
      'recording-foreign': () => ({
        title: '这个文件不是查看器的记录',
        whatToDo: '请选择在这里保存的文件，文件名以 .jsonl 结尾。',
      }),
      'recording-newer': () => ({
        title: '这份记录由更新版本的应用生成',
        whatToDo: '请刷新页面以获取最新版本，然后重新打开。',
      }),
      'recording-line': (line) => ({
        title: `文件第 ${line} 行无法读取`,
        whatToDo: '文件可能被截断或改动。请删去该行，或重新保存记录。',
      }),
      'recording-too-long': () => ({
        title: '记录太长，无法在这里打开',
        whatToDo: '最多可打开 20 万行、256 MB。请按行切分文件后分别打开。',
      }),
      'recording-unreadable': () => ({
        title: '浏览器无法读取该文件',
        whatToDo: '文件可能已被移动，请重新选择。',
      }),
    },
  },
};
