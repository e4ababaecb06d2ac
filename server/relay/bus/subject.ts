import { invariant } from '../../../core/assert.ts';

const shape = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** @throws for what is no subject to publish to */
export function checkSubject(subject: string): void {
  invariant(shape.test(subject), `"${subject}" is a subject`);
}

/** @throws for what is no subject to subscribe to */
export function checkPattern(pattern: string): void {
  invariant(shape.test(pattern.replace(/\.>$/, '')), `"${pattern}" is a subject, or one that ends in ".>"`);
}

/** `a.>` stands for `a.b` and `a.b.c`, and not for `a`. */
export const subjectMatches = (pattern: string, subject: string): boolean =>
  pattern.endsWith('.>')
    ? subject.length >= pattern.length && subject.startsWith(pattern.slice(0, -1))
    : pattern === subject;
