/** A key as it is shown: never more than its ending. @param ending empty for keys too short to show any of */
export const maskedKey = (ending: string): string => `••••${ending}`;

/** As the secret store shows endings: short keys would be given away by four characters. */
export const endingOfKey = (key: string): string => (key.length >= 12 ? key.slice(-4) : '');
