import { builder } from './builder.ts';

/** A field of the installation's own, by name. */
export const CustomField = builder
  .objectRef<{ readonly name: string; readonly value: string | null }>('CustomField')
  .implement({
    description: "A field of the installation's own.",
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The name the installation gave it.' }),
      value: t.exposeString('value', {
        nullable: true,
        description: 'What it holds; null where it is empty.',
      }),
    }),
  });
