import type { LeadLine } from '../../src/upstream/dialer/lead/leads.ts';

export const success = (topic: string, ...values: string[]): LeadLine => ({
  level: 'SUCCESS',
  topic,
  values,
});
export const notice = (topic: string, ...values: string[]): LeadLine => ({ level: 'NOTICE', topic, values });
export const refusal = (topic: string, ...values: string[]): LeadLine => ({ level: 'ERROR', topic, values });
