/** Who we say we are. */
export interface Identity {
  readonly version: string
  /** The page of the project or site; null until the operator has named one. */
  readonly project: string | null
  /** A mail address that reaches a person; null until the operator has named one. */
  readonly contact: string | null
}

/** `Lyceum/1.2.3 (+https://example.org; mailto:someone@example.org)`: one name, never that of a browser. */
export function userAgent({ version, project, contact }: Identity): string {
  const remarks = [project && `+${clean(project)}`, contact && `mailto:${clean(contact)}`].filter(Boolean)
  return remarks.length > 0 ? `Lyceum/${version} (${remarks.join('; ')})` : `Lyceum/${version}`
}

/** Reads `LYCEUM_CONTACT`: a mail address and, after a blank, a project page; in either order, and either may be missing. */
export function identityFrom(version: string, contact: string | undefined): Identity {
  const words = (contact ?? '').split(/\s+/).filter(Boolean)
  return {
    version,
    project: words.find((word) => /^https?:\/\//.test(word)) ?? null,
    contact: words.find((word) => word.includes('@') && !word.includes('/')) ?? null,
  }
}

/** Brackets would end the remark, and a line break the header. */
const clean = (remark: string): string => remark.replace(/[^\x21-\x7e]|[()]/g, '')
