/** Written into a build when everything else is there, the compressed forms included. */
export const buildStampName = 'build-stamp.json';
