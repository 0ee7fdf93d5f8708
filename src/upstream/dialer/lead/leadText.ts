/** What the texts and numbers of a lead must be, so that the dialer stores them as they are given. */
import { z } from 'zod';

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;
// In code points, as the dialer's database counts: an accent or an emoji is one.
export const lengthOf = (value: string): number => Array.from(value).length;

/** Text the dialer would cut if it were longer. */
export const text = (most: number, least = 1) =>
  z
    .string()
    .refine((value) => lengthOf(value.trim()) >= least && lengthOf(value) <= most, {
      error: least === most ? `must have ${most} characters` : `must have ${least} to ${most} characters`,
    })
    .refine((value) => !CONTROL.test(value), {
      error: 'must not hold line breaks or other control characters',
    })
    // Half a surrogate pair cannot be sent: another character would be stored.
    .refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode' });

// Titles, names and notes are printed into the answer, where such words begin a line.
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
