/** Words about pictures for a box: the field in the form, and the editor. */
import type { BoxBoard, PictureRemark } from '../../../core/gif/box-pictures.ts';
import type { StringTables } from '../../ui/language.ts';
import type { PictureKind } from '../settings-form-props.ts';

interface PicturesStrings {
  readonly titles: Readonly<Record<PictureKind, string>>;
  readonly leads: Readonly<Record<PictureKind, string>>;
  readonly states: {
    readonly unknown: string;
    readonly none: Readonly<Record<PictureKind, string>>;
    readonly stored: (bytes: string) => string;
    readonly new: (bytes: string) => string;
    readonly removed: Readonly<Record<PictureKind, string>>;
    readonly damaged: string;
  };
  readonly choose: string;
  readonly chooseOther: string;
  readonly remove: string;
  readonly undo: string;
  readonly save: string;
  readonly removeCure: string;
  readonly drop: string;
  readonly editor: Readonly<Record<PictureKind, string>>;
  readonly close: string;
  readonly cancel: string;
  readonly take: string;
  readonly takeAsItIs: string;
  readonly asItIsMeans: (bytes: string) => string;
  readonly board: string;
  readonly boards: Readonly<Record<BoxBoard, string>>;
  readonly place: string;
  readonly placeHint: string;
  readonly zoom: string;
  readonly fill: string;
  readonly fit: string;
  readonly backdrop: string;
  readonly backdrops: Readonly<Record<'black' | 'white' | 'none' | 'blue', string>>;
  readonly goal: string;
  readonly goalHint: string;
  readonly goals: Readonly<Record<'advised' | 'medium' | 'most', (bytes: string) => string>>;
  readonly frames: string;
  readonly framesHint: (frames: number) => string;
  readonly smooth: string;
  readonly smoothHint: string;
  readonly preview: string;
  readonly previewMeans: Readonly<Record<PictureKind, string>>;
  readonly screenOf: (board: string) => string;
  readonly play: string;
  readonly ready: string;
  readonly said: string;
  readonly mouths: readonly string[];
  readonly mouthList: string;
  readonly working: string;
  readonly opening: string;
  readonly size: (bytes: string, limit: string) => string;
  readonly made: (frames: number, colours: number, seconds: number) => string;
  readonly stillAvatar: string;
  readonly remarks: Readonly<Record<PictureRemark, string>>;
  readonly failures: Readonly<Record<'open' | 'file-too-large' | 'does-not-fit' | 'failed', string>>;
}

export const picturesStrings: StringTables<PicturesStrings> = {
  en: {
    titles: { background: 'Background', avatar: 'Avatar' },
    leads: {
      background: 'Fills the screen behind all text. An animation plays once when the box starts.',
      avatar: 'A face of 96 × 96 pixels that moves its mouth while the box speaks.',
    },
    states: {
      unknown: 'The box does not tell which picture it has.',
      none: { background: 'The firmware’s own background', avatar: 'No avatar' },
      stored: (bytes) => `On the box, ${bytes}`,
      new: (bytes) => `New, ${bytes}`,
      removed: { background: 'Will be removed: the firmware’s own is shown', avatar: 'Will be removed' },
      damaged:
        'The picture on the box cannot be decoded, and makes it crash. Remove it, or choose another one.',
    },
    choose: 'Choose a picture',
    chooseOther: 'Choose another',
    remove: 'Remove picture',
    undo: 'Leave as it is',
    save: 'Save to a file',
    removeCure: 'Cures a box that crashes at every start.',
    drop: 'Drop a picture here: JPEG, PNG, WebP, GIF, …',
    editor: { background: 'Background of the box', avatar: 'Avatar of the box' },
    close: 'Close',
    cancel: 'Cancel',
    take: 'Use this picture',
    takeAsItIs: 'Use the file as it is',
    asItIsMeans: (bytes) => `The file fits unchanged (${bytes}).`,
    board: 'Screen',
    boards: { square: 'DIY, Cube: 240 × 240', wide: 'EchoKit Box: 320 × 240' },
    place: 'Place the picture',
    placeHint: 'Drag to move, wheel or pinch to zoom. On the keyboard: arrow keys, plus and minus.',
    zoom: 'Zoom',
    fill: 'Fill',
    fit: 'Show all',
    backdrop: 'Around it',
    backdrops: { black: 'Black', white: 'White', none: 'See-through', blue: 'Blue' },
    goal: 'Size of the file',
    goalHint: 'Colours, then frames are reduced until it fits.',
    goals: {
      advised: (bytes) => `Small, up to ${bytes}: starts quickest`,
      medium: (bytes) => `Medium, up to ${bytes}`,
      most: (bytes) => `Best, up to ${bytes}`,
    },
    frames: 'Frames at most',
    framesHint: (frames) => `The picture has ${frames}.`,
    smooth: 'Smooth gradients',
    smoothHint: 'Mixes colours in patterns; makes the file larger.',
    preview: 'On the box',
    previewMeans: {
      background: 'In the colours of its screen. After the start, the last frame stays behind the text.',
      avatar: 'The mouth follows the vowels that are spoken.',
    },
    screenOf: (board) => `The box’s screen with this picture, ${board}`,
    play: 'Play the start',
    ready: 'Ready',
    said: 'Hello! What can I do for you?',
    mouths: ['closed', 'A', 'E', 'I', 'O', 'U'],
    mouthList: 'The six mouths',
    working: 'Choosing colours …',
    opening: 'Opening the picture …',
    size: (bytes, limit) => `${bytes} of ${limit}`,
    made: (frames, colours, seconds) =>
      `${frames === 1 ? '1 frame' : `${frames} frames`}, up to ${colours} colours, about ${seconds} s by Bluetooth`,
    stillAvatar:
      'This is a still picture, so the mouth will not move. Choose a GIF with six frames, or six files at once: closed, A, E, I, O, U.',
    remarks: {
      'large-file': 'Above 15 KB the box takes noticeably longer to start.',
      'cut-off': 'It is larger than the screen: the right and lower parts are not seen.',
      'smaller-than-screen': 'It is smaller than the screen, and is drawn in the upper left corner.',
      'surplus-frames': 'Frames after the sixth are never shown.',
    },
    failures: {
      open: 'The browser cannot decode this file. Save it as PNG, JPEG or GIF in another program, and try again.',
      'file-too-large': 'The file is larger than 32 MB. Make it smaller in another program first.',
      'does-not-fit': 'Even with the fewest colours it is too large. Choose a larger size, or fewer frames.',
      failed: 'The picture could not be made. Try another one.',
    },
  },
  zh: {
    titles: { background: '背景图', avatar: '头像' },
    leads: {
      background: '铺满屏幕，位于所有文字后面。动画会在设备启动时播放一次。',
      avatar: '96 × 96 像素的脸，设备说话时嘴会动。',
    },
    states: {
      unknown: '设备不会告知它现有的图片。',
      none: { background: '固件自带的背景图', avatar: '没有头像' },
      stored: (bytes) => `设备上的图片，${bytes}`,
      new: (bytes) => `新图片，${bytes}`,
      removed: { background: '将被移除：显示固件自带的背景图', avatar: '将被移除' },
      damaged: '设备上的图片可能无法解码，那样设备每次启动都会崩溃。若是如此，请移除它或选择另一张。',
    },
    choose: '选择图片',
    chooseOther: '换一张',
    remove: '移除图片',
    undo: '保持原样',
    save: '保存为文件',
    removeCure: '可以修复每次启动都崩溃的设备。',
    drop: '把图片拖到这里：JPEG、PNG、WebP、GIF 等',
    editor: { background: '设备的背景图', avatar: '设备的头像' },
    close: '关闭',
    cancel: '取消',
    take: '使用这张图片',
    takeAsItIs: '按原文件使用',
    asItIsMeans: (bytes) => `文件无需改动即可使用（${bytes}）。`,
    board: '屏幕',
    boards: { square: 'DIY、Cube：240 × 240', wide: 'EchoKit Box：320 × 240' },
    place: '摆放图片',
    placeHint: '拖动以移动，滚轮或双指缩放。键盘：方向键、加号和减号。',
    zoom: '缩放',
    fill: '铺满',
    fit: '显示全部',
    backdrop: '四周',
    backdrops: { black: '黑色', white: '白色', none: '透明', blue: '蓝色' },
    goal: '文件大小',
    goalHint: '先减少颜色，再减少帧数，直到放得下。',
    goals: {
      advised: (bytes) => `小，最多 ${bytes}：启动最快`,
      medium: (bytes) => `中，最多 ${bytes}`,
      most: (bytes) => `最好，最多 ${bytes}`,
    },
    frames: '最多帧数',
    framesHint: (frames) => `原图有 ${frames} 帧。`,
    smooth: '平滑渐变',
    smoothHint: '用图案混合颜色，文件会变大。',
    preview: '在设备上',
    previewMeans: {
      background: '按设备屏幕的颜色显示。启动之后，最后一帧留在文字后面。',
      avatar: '嘴形跟随所说的元音。',
    },
    screenOf: (board) => `设备屏幕显示这张图片的样子，${board}`,
    play: '播放启动动画',
    ready: '就绪',
    said: '你好！我能为你做什么？',
    mouths: ['闭嘴', 'A', 'E', 'I', 'O', 'U'],
    mouthList: '六种嘴形',
    working: '正在选取颜色……',
    opening: '正在打开图片……',
    size: (bytes, limit) => `${bytes}，上限 ${limit}`,
    made: (frames, colours, seconds) => `${frames} 帧，最多 ${colours} 种颜色，蓝牙传输约 ${seconds} 秒`,
    stillAvatar: '这是静止的图片，嘴不会动。请选择有六帧的 GIF，或一次选择六个文件：闭嘴、A、E、I、O、U。',
    remarks: {
      'large-file': '超过 15 KB 时，设备启动会明显变慢。',
      'cut-off': '它比屏幕大：右边和下边看不到。',
      'smaller-than-screen': '它比屏幕小，会画在左上角。',
      'surplus-frames': '第六帧之后的帧不会显示。',
    },
    failures: {
      open: '浏览器无法解码这个文件。请用其他程序存为 PNG、JPEG 或 GIF 后重试。',
      'file-too-large': '文件大于 32 MB。请先用其他程序缩小它。',
      'does-not-fit': '即使用最少的颜色也太大。请选择更大的文件大小，或减少帧数。',
      failed: '图片没能生成。请换一张试试。',
    },
  },
};
