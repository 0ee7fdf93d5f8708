import type { LeadLine } from '../../src/upstream/dialer/lead/leads.ts';

export const success = (topic: string, ...values: string[]): LeadLine => ({
  level: 'SUCCESS',
  topic,
  values,
  isEnded: true,
});
export const notice = (topic: string, ...values: string[]): LeadLine => ({
  level: 'NOTICE',
  topic,
  values,
  isEnded: true,
});
export const refusal = (topic: string, ...values: string[]): LeadLine => ({
  level: 'ERROR',
  topic,
  values,
  isEnded: true,
});
