/**
 * What a form of a plugin asks for. A field is plain data, so that it can cross from the process that knows the plugin's
 * code to the one that answers HTTP. The name of a field in `inputs` or `parameters` is its name on the wire (camelCase).
 */
export type FieldSpec = Readonly<{
  kind: FieldKind
  label: string
  /** Markdown, shown below the field. */
  description?: string
  required: boolean
  /** Taken where the field is missing, or empty and not text. */
  default?: unknown
  /** What an empty form shows; unlike a default it is not taken where the field is missing. */
  initial?: string | number | readonly string[]
  /** Needed only where another field has one of these values. */
  requiredIf?: Readonly<{ field: string; isOneOf: readonly string[]; message?: string }>
  widget?: Widget
  /** Smallest and largest number, or with `isAbove` and `isBelow` the number that is just not allowed. */
  min?: number
  max?: number
  isAbove?: boolean
  isBelow?: boolean
  step?: number
  minLength?: number
  maxLength?: number
  /** Regular expression that the whole text must match. */
  pattern?: string
  /** Wire value and label of each choice, in order. */
  options?: readonly (readonly [value: string, label: string])[]
  /** What a list holds. */
  item?: 'text' | 'integer' | 'number'
  separator?: 'comma' | 'lines'
  suggestions?: readonly string[]
  /** Never told to anybody who looks at the task: masked in reports, logs and stored parameters. */
  isPrivate?: boolean
  dataType?: string
  contentType?: readonly string[]
  pluginTags?: readonly string[]
  pluginName?: string
  pluginVersion?: string
  pluginType?: string
  /** Wire name of the data field whose file this one belongs to. */
  relatedTo?: string
  relation?: 'any' | 'pre' | 'post' | 'exact'
  includeSelf?: boolean
}>

export type FieldKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'list'
  | 'url'
  | 'dataUrl'
  | 'pluginUrl'
  | 'file'

export type Widget = 'textarea' | 'password' | 'hidden' | 'text' | 'number' | 'url' | 'date' | 'time' | 'datetime-local'

declare const carried: unique symbol

/** A field whose value a plugin gets as `Value`. */
export type Field<Value> = FieldSpec & { readonly [carried]?: Value }
export type Fields = Readonly<Record<string, Field<unknown>>>

/** What a plugin gets for its fields: null where an optional field without a default was left out. */
export type ValuesOf<Asked extends Fields> = {
  readonly [Name in keyof Asked]: Asked[Name] extends Field<infer Value> ? Value : never
}

type Common = Readonly<{
  label: string
  description?: string
  required?: boolean
  requiredIf?: FieldSpec['requiredIf']
  widget?: Widget
}>
type ValueFor<Options, Value> = Options extends { required: true } | { default: unknown } ? Value : Value | null

type TextOptions = Common &
  Readonly<{
    default?: string
    initial?: string
    minLength?: number
    maxLength?: number
    pattern?: string
    suggestions?: readonly string[]
  }>

/** Text as it was typed; an empty text is kept as it is. */
export function text<const Options extends TextOptions>(options: Options): Field<ValueFor<Options, string>> {
  return { kind: 'text', ...options, required: options.required ?? false }
}

/** Text that nobody reads again: a password or token. It reaches the plugin and is kept nowhere else. */
export function secret<const Options extends TextOptions>(options: Options): Field<ValueFor<Options, string>> {
  return { ...text(options), widget: 'password', isPrivate: true } as Field<ValueFor<Options, string>>
}

type NumberOptions = Common &
  Readonly<{
    default?: number
    initial?: number
    min?: number
    max?: number
    isAbove?: boolean
    isBelow?: boolean
    step?: number
  }>

/** A whole number that a double holds exactly. */
export function integer<const Options extends NumberOptions>(options: Options): Field<ValueFor<Options, number>> {
  return { kind: 'integer', step: 1, ...options, required: options.required ?? false }
}

/** A finite number. */
export function number<const Options extends NumberOptions>(options: Options): Field<ValueFor<Options, number>> {
  return { kind: 'number', ...options, required: options.required ?? false }
}

/** A check box; a browser sends nothing for one that is not ticked, so it is never required. */
export function boolean(options: Omit<Common, 'required'> & Readonly<{ default?: boolean }>): Field<boolean> {
  return { kind: 'boolean', default: false, ...options, required: false }
}

type Options = Readonly<Record<string, string>>

/** One of a few values; `options` maps the value on the wire to its label. */
export function choice<const Among extends Options, const Rest extends Common & Readonly<{ default?: keyof Among }>>(
  options: Rest & Readonly<{ options: Among }>,
): Field<ValueFor<Rest, keyof Among & string>> {
  return { kind: 'choice', ...options, required: options.required ?? false, options: Object.entries(options.options) }
}

/** Any number of a few values, sent as one name several times. */
export function choices<const Among extends Options>(
  options: Common &
    Readonly<{
      options: Among
      default?: readonly (keyof Among & string)[]
      /** Chosen in the empty form; none are where the field is left out. */
      initial?: readonly (keyof Among & string)[]
    }>,
): Field<readonly (keyof Among & string)[]> {
  return {
    kind: 'choices',
    default: [],
    ...options,
    required: options.required ?? false,
    options: Object.entries(options.options),
  }
}

type ListOptions<Item> = Common & Readonly<{ separator?: 'comma' | 'lines'; default?: readonly Item[] }>

/** A list in one text, separated by commas or by lines; blanks around the elements are dropped, an empty text is an empty list. */
export function list(options: ListOptions<string>): Field<readonly string[]>
export function list(options: ListOptions<number> & Readonly<{ item: 'integer' | 'number' }>): Field<readonly number[]>
export function list(options: ListOptions<string | number> & Readonly<{ item?: FieldSpec['item'] }>): Field<never> {
  const separator = options.separator ?? 'comma'
  const widget: Widget = separator === 'lines' ? 'textarea' : 'text'
  return { kind: 'list', item: 'text', default: [], widget, ...options, separator, required: options.required ?? false }
}

/** Any http or https address that is not opened by the house. */
export function url<const Options extends Common & Readonly<{ default?: string }>>(
  options: Options,
): Field<ValueFor<Options, string>> {
  return { kind: 'url', ...options, required: options.required ?? false }
}

type DataUrlOptions = Common &
  Readonly<{
    /** What the file means, such as `entity/list`; `*` for anything. */
    dataType: string
    /** How it may be written, such as `application/json`. */
    contentType: readonly string[]
    default?: string
    relatedTo?: string
    relation?: FieldSpec['relation']
    includeSelf?: boolean
  }>

/** The address of a file (http, https, ftp, ftps, file, data); open it with `context.open`. */
export function dataUrl<const Options extends DataUrlOptions>(options: Options): Field<ValueFor<Options, string>> {
  return { kind: 'dataUrl', ...options, required: options.required ?? false }
}

type PluginUrlOptions = Common &
  Readonly<{
    pluginTags?: readonly string[]
    pluginName?: string
    pluginVersion?: string
    pluginType?: string
    default?: string
  }>

/** The address of another plugin, on whichever runner it lives. */
export function pluginUrl<const Options extends PluginUrlOptions>(options: Options): Field<ValueFor<Options, string>> {
  return { kind: 'pluginUrl', ...options, required: options.required ?? false }
}

/** A file from the visitor's own machine; its value is an address for `context.open`. */
export function file<const Options extends Common>(options: Options): Field<ValueFor<Options, string>> {
  return { kind: 'file', ...options, required: options.required ?? false }
}
