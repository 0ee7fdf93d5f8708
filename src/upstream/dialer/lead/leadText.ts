/** Checks for the texts and numbers of a lead, and how the dialer stores them. */
import { z } from 'zod';

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
// Length in code points, as the dialer's database counts: an accented letter or an emoji is one.
export const lengthOf = (value: string): number => Array.from(value).length;

/** Characters that the dialer leaves out of every text. */
const DROPPED = /[+"'\\]/g;
const NOT_ASCII = /[^\p{ASCII}]/gu;

/** True if the installation keeps accents; false if it leaves out all but ASCII. */
export type KeepsAccents = boolean;

/** A text as the dialer stores it. */
export function storedText(value: string, keepsAccents: KeepsAccents): string {
  const kept = value.replaceAll(DROPPED, '');
  return keepsAccents ? kept : kept.replaceAll(NOT_ASCII, '');
}

const REQUIRED = { error: 'must be given' };

/** A text with a limit. The dialer would cut a longer one. */
export const text = (most: number, least = 1) =>
  z
    .string(REQUIRED)
    .refine((value) => lengthOf(value.trim()) >= least && lengthOf(value) <= most, {
      error: least === most ? `must have ${most} characters` : `must have ${least} to ${most} characters`,
    })
    .refine((value) => !CONTROL.test(value), {
      error: 'must not hold line breaks or other control characters',
    })
    // Half a surrogate pair cannot be sent. Another character would be stored.
    .refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' });

/** The text with each line break replaced by a blank, as the dialer does it. */
export const withoutLineBreaks = (value: string): string =>
  value.replaceAll(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, ' ');

// The dialer prints titles, names and notes into its answer, and there these words begin a line. They may also come about
// when the dialer leaves characters out.
export const isNoAnswer = (value: string): boolean =>
  ![value, storedText(value, true), storedText(value, false)].some((printed) =>
    /(?:SUCCESS|NOTICE|ERROR): /.test(printed),
  );
export const AS_AN_ANSWER = {
  error: 'must not hold SUCCESS:, NOTICE: or ERROR:, with which the dialer answers',
};

export const digits = (least: number, most: number) =>
  z
    .string(REQUIRED)
    .regex(new RegExp(`^\\d{${least},${most}}$`), { error: `must be ${least} to ${most} digits` });

export const wholeNumber = (least: number, most: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= least && value <= most, {
    error: `must be a whole number from ${least} to ${most}`,
  });

export const letters = (least: number, most: number) =>
  z.string().regex(new RegExp(`^[A-Za-z]{${least},${most}}$`), {
    error: least === most ? `must be ${most} letters` : `must be ${least} to ${most} letters`,
  });
