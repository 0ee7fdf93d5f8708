/** Checks for the texts and numbers of a lead, so that the dialer stores them unchanged. */
import { z } from 'zod';

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
// Length in code points, as the dialer's database counts: an accented letter or an emoji is one.
export const lengthOf = (value: string): number => Array.from(value).length;

/** A text with a limit. The dialer would cut a longer one. */
export const text = (most: number, least = 1) =>
  z
    .string()
    .refine((value) => lengthOf(value.trim()) >= least && lengthOf(value) <= most, {
      error: least === most ? `must have ${most} characters` : `must have ${least} to ${most} characters`,
    })
    .refine((value) => !CONTROL.test(value), {
      error: 'must not hold line breaks or other control characters',
    })
    // Half a surrogate pair cannot be sent. Another character would be stored.
    .refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' });

// The dialer prints titles, names and notes into its answer, and there these words begin a line.
export const isNoAnswer = (value: string): boolean => !/(?:SUCCESS|NOTICE|ERROR): /.test(value);
export const AS_AN_ANSWER = {
  error: 'must not hold SUCCESS:, NOTICE: or ERROR:, with which the dialer answers',
};

export const digits = (least: number, most: number) =>
  z.string().regex(new RegExp(`^\\d{${least},${most}}$`), { error: `must be ${least} to ${most} digits` });

export const wholeNumber = (least: number, most: number) =>
  z.number().refine((value) => Number.isInteger(value) && value >= least && value <= most, {
    error: `must be a whole number from ${least} to ${most}`,
  });

export const letters = (least: number, most: number) =>
  z.string().regex(new RegExp(`^[A-Za-z]{${least},${most}}$`), {
    error: least === most ? `must be ${most} letters` : `must be ${least} to ${most} letters`,
  });
