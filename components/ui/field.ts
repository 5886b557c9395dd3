/** What every field takes. All texts are already in the reader's language. */
export interface FieldProps {
  /** Name in the form; also the id of the box unless `id` is given, so an error summary can link to it. */
  name: string
  /** Only where two fields on a page have the same name. */
  id?: string
  label: string
  hint?: string
  /** Says what to do; empty or absent when the field is fine. */
  error?: string
  /** Adds "(optional)" to the label. */
  optional?: boolean
  /** Who reads the answer: "Sam, Sam's family and school". */
  visibleTo?: string
  /** The label is the page's one question, so it is the h1. */
  asHeading?: boolean
}

/** One thing to choose. */
export interface FieldOption<Value extends string = string> {
  value: Value
  label: string
  hint?: string
  disabled?: boolean
}
