/** `image info` and `image check`: firmware images, for scripts. */
import { onlyOne, parseOptions } from './command-line.ts';
import { checkImages } from './image-check.ts';
import { imageJson } from './image-json.ts';
import { readFlashFile } from './image-file.ts';

const usage = `usage:
  image info BIN     an application, boot loader or merged image as JSON
  image check DIR    every image that the folder's firmware.json describes
Files may be packed with gzip. Exit code 1 where an image is refused or a check finds a difference.`;

export const image = { usage, run: imageCommand };

/** Prints one line of JSON. @throws with words for stderr */
async function imageCommand(argv: string[]): Promise<void> {
  const [name, ...args] = argv;
  switch (name) {
    case 'info': {
      const json = imageJson(await readFlashFile(onlyOne(parseOptions(args, {}).positionals, 'BIN')));
      console.log(JSON.stringify(json));
      if (json.problems.length > 0) process.exitCode = 1;
      return;
    }
    case 'check': {
      const result = await checkImages(onlyOne(parseOptions(args, {}).positionals, 'DIR'));
      console.log(JSON.stringify(result));
      if (result.mismatches.length > 0) process.exitCode = 1;
      return;
    }
    default:
      throw new Error(
        `say which: image info or image check${name === undefined ? '' : `, not "${name}"`}; --help tells more`,
      );
  }
}
