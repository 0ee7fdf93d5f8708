import { builder } from '../builder.ts';

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Direction of an order. Items without a value come last in both directions.',
  values: {
    ASC: { description: 'Ascending: the smallest, earliest or alphabetically first value comes first.' },
    DESC: { description: 'Descending: the largest, latest or alphabetically last value comes first.' },
  },
});
