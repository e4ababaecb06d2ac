/** Drawings have no pixels of their own, and a worker cannot draw them: the page does. */

/** Longest side: more than any box's screen has. */
const side = 1024;

/** @returns a drawing as a PNG; any other file, and a drawing that cannot be drawn, as it is */
export async function withPixels(file: File): Promise<Blob> {
  if (file.type !== 'image/svg+xml') return file;
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    // A drawing may have no size.
    const [width, height] = [image.naturalWidth || side, image.naturalHeight || side];
    const scale = side / Math.max(width, height);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return (await new Promise<Blob | null>((take) => canvas.toBlob(take))) ?? file;
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(url);
  }
}
