import {
  getNullableType,
  isInputObjectType,
  isLeafType,
  isListType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
} from 'graphql';

/** This program makes it from the file. */
const OWN_FIELD = 'idempotencyKey';

/** Parent of the list's own fields: `customFields.policy_number`. */
const CUSTOM_FIELDS = 'customFields';

/** A field of AddLeadInput that holds one value. */
export interface LeadField {
  /** As the server names it in its verdicts: `address.line1`, `multiAltPhones.0.phoneNumber`, `customFields.<name>`. */
  readonly name: string;
  readonly path: readonly string[];
  readonly type: GraphQLLeafType;
}

/** Other names of each field, in lower case and without punctuation. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  phoneNumber: ['phone', 'telephone', 'tel', 'phone1'],
  phoneCode: ['dialcode', 'dialingcode', 'diallingcode', 'countrycallingcode'],
  listId: ['list'],
  vendorLeadCode: ['vendorcode', 'vendorid', 'vendorleadid'],
  gmtOffset: ['gmt', 'gmtoffsetnow'],
  firstName: ['first', 'forename', 'givenname'],
  middleInitial: ['middle', 'mi'],
  lastName: ['last', 'surname', 'familyname'],
  'address.line1': ['address', 'street', 'line1', 'address1', 'addressline1', 'streetaddress'],
  'address.line2': ['line2', 'address2', 'addressline2'],
  'address.line3': ['line3', 'address3', 'addressline3'],
  'address.city': ['city', 'town'],
  'address.state': ['state'],
  'address.province': ['province'],
  'address.postalCode': ['postalcode', 'postcode', 'zip', 'zipcode'],
  'address.countryCode': ['countrycode', 'country'],
  gender: ['sex'],
  dateOfBirth: ['dob', 'birthdate', 'birthday'],
  altPhoneNumber: ['altphone', 'alternatephone', 'phone2'],
  email: ['emailaddress', 'mail'],
  comments: ['comment', 'notes', 'note'],
};

/** "First Name", "first_name" and "firstName" are one name. */
export const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}.]/gu, '');

/** The fields that a column can hold. */
export class LeadFields {
  readonly type: GraphQLInputObjectType;
  /** Every field, for messages, with a placeholder for the name of a custom field. */
  readonly known: readonly string[];
  readonly #byPlainName = new Map<string, LeadField>();

  /** @param schema a schema with AddLeadInput, whose fields a file may hold */
  constructor(schema: GraphQLSchema) {
    const type = schema.getType('AddLeadInput');
    if (!isInputObjectType(type)) throw new Error('The schema has no AddLeadInput.');
    this.type = type;
    const fields = fieldsIn(type, []).filter(({ name }) => name !== OWN_FIELD);
    for (const field of fields) this.#byPlainName.set(plainName(field.name), field);
    for (const field of fields) {
      for (const alias of ALIASES[field.name] ?? []) {
        if (!this.#byPlainName.has(alias)) this.#byPlainName.set(alias, field);
      }
    }
    this.known = [...fields.map(({ name }) => name), `${CUSTOM_FIELDS}.<name>`];
  }

  /** The field of that name or alias; undefined if there is none. */
  named(name: string): LeadField | undefined {
    return this.#custom(name) ?? this.#byPlainName.get(plainName(name)) ?? this.#inList(name);
  }

  /** The names of the fields that every lead must have. */
  get required(): string[] {
    return Object.values(this.type.getFields())
      .filter(({ type }) => type !== getNullableType(type))
      .map(({ name }) => name);
  }

  /** `customFields.<name>`. The name is not changed, since the list defines it. */
  #custom(name: string): LeadField | undefined {
    const [first = '', label = '', ...more] = name.trim().split('.');
    if (plainName(first) !== plainName(CUSTOM_FIELDS) || label === '' || more.length > 0) return undefined;
    const type = leafAt(this.type, [CUSTOM_FIELDS, '0', 'value']);
    return type && { name: `${CUSTOM_FIELDS}.${label}`, path: [CUSTOM_FIELDS, label], type };
  }

  /** A field of any item of a list. Item 0 is known, and the others are like it. */
  #inList(name: string): LeadField | undefined {
    const place = /\.(\d{1,2})\./.exec(name)?.[1];
    if (place === undefined) return undefined;
    const first = this.#byPlainName.get(plainName(name.replace(`.${place}.`, '.0.')));
    if (!first) return undefined;
    const path = first.path.map((segment) => (segment === '0' ? String(Number(place)) : segment));
    return { name: path.join('.'), path, type: first.type };
  }
}

/** Each leaf below an input type; of a list, those of its first item. */
function fieldsIn(type: GraphQLInputObjectType, path: readonly string[]): LeadField[] {
  return Object.values(type.getFields()).flatMap((field) => leavesOf(field.type, [...path, field.name]));
}

function leavesOf(declared: GraphQLInputType, path: readonly string[]): LeadField[] {
  const type = getNullableType(declared);
  if (path.length === 1 && path[0] === CUSTOM_FIELDS) return [];
  if (isListType(type)) return leavesOf(type.ofType, [...path, '0']);
  if (isInputObjectType(type)) return fieldsIn(type, path);
  return isLeafType(type) ? [{ name: path.join('.'), path, type }] : [];
}

function leafAt(declared: GraphQLInputType, path: readonly string[]): GraphQLLeafType | undefined {
  const type = getNullableType(declared);
  const [segment, ...rest] = path;
  if (segment === undefined) return isLeafType(type) ? type : undefined;
  if (isListType(type)) return leafAt(type.ofType, rest);
  const field = isInputObjectType(type) ? type.getFields()[segment] : undefined;
  return field && leafAt(field.type, rest);
}
