import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { headingId, titleOf } from './markdown.ts'

/** For whom a document is; the order is that of the list. */
export const audiences = ['users', 'programs', 'administrators', 'authors', 'developers'] as const
export type Audience = (typeof audiences)[number]

/** A document: `name` is the end of its address, `file` where it lies below the folder of the program. */
export type Doc = Readonly<{ name: string; file: string; title: string; text: string; audience: Audience }>

/** What a search found: a document from one of its headings on. */
export type Passage = Readonly<{ href: string; title: string; heading: string; excerpt: string }>

const audienceOf: Readonly<Record<string, Audience>> = {
  api: 'programs',
  administrators: 'administrators',
  configuration: 'administrators',
  diagnostics: 'administrators',
  errors: 'administrators',
  performance: 'administrators',
  security: 'administrators',
  troubleshooting: 'administrators',
  'plugin-authors': 'authors',
  'plugin-formats': 'authors',
  'plugin-reference': 'authors',
  architecture: 'developers',
  contributing: 'developers',
  glossary: 'developers',
  'new-app': 'developers',
}

/** Everything below `docs/`, and what lies at the root for those who change the program. */
export async function readDocs(root: string): Promise<readonly Doc[]> {
  const files = globSync('{docs/**/*.md,CHANGELOG.md,CONTRIBUTING.md}', { cwd: root }).sort()
  return Promise.all(
    files.map(async (path) => {
      const file = path.replaceAll('\\', '/')
      const text = await readFile(join(root, file), 'utf8')
      const name = nameOf(file)
      const audience = audienceOf[name] ?? (name.startsWith('decisions/') ? 'developers' : 'users')
      return { name, file, title: titleOf(text) || name, text, audience }
    }),
  )
}

const nameOf = (file: string): string =>
  (file.startsWith('docs/') ? file.slice('docs/'.length) : file.toLowerCase()).replace(/\.md$/, '')

/** Where a link of a document leads within the house; undefined for what lies in the repository alone. */
export function addressIn(docs: readonly Doc[], from: Doc, href: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href
  const [path = '', anchor] = href.split('#', 2)
  const file = posix.join(posix.dirname(from.file), path)
  const found = docs.find((doc) => doc.file === file)
  return found && `/docs/${found.name}${anchor === undefined ? '' : `#${anchor}`}`
}

/** Pictures that lie beside the documents; undefined for those of others. */
export const pictureAddress = (href: string): string | undefined =>
  /^(?:docs\/)?images\/[\w-]+\.png$/.test(href) ? `/docs/${href.replace(/^docs\//, '')}` : undefined

const mostFound = 30
const excerptLength = 160

/** Passages that hold every word, those with a word in their heading first. */
export function searchDocs(docs: readonly Doc[], query: string): readonly Passage[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const isIn = (text: string) => (word: string) => text.toLowerCase().includes(word)
  const found = docs.flatMap((doc) =>
    sectionsOf(doc)
      .filter(
        ({ heading, text }) =>
          words.every(isIn(`${doc.title} ${heading} ${text}`)) && words.some(isIn(`${heading} ${text}`)),
      )
      .map((section) => ({ doc, ...section, weight: words.filter(isIn(section.heading)).length })),
  )
  return found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostFound)
    .map(({ doc, heading, text }) => ({
      href: `/docs/${doc.name}${heading === doc.title ? '' : `#${headingId(heading)}`}`,
      title: doc.title,
      heading,
      excerpt: excerptOf(text, words),
    }))
}

type Section = Readonly<{ heading: string; text: string }>

const sectionsOf = ({ text }: Doc): Section[] =>
  text.split(/^#{1,3} /m).flatMap((piece, at) => {
    const end = piece.indexOf('\n')
    return at === 0 || end < 0 ? [] : [{ heading: piece.slice(0, end).trim(), text: piece.slice(end).trim() }]
  })

function excerptOf(text: string, words: readonly string[]): string {
  const plain = text.replaceAll(/[`*|]|\]\([^)]*\)|\[|```\w*/g, '').replaceAll(/\s+/g, ' ')
  const at = Math.min(
    ...words.map((word) => plain.toLowerCase().indexOf(word)).filter((place) => place >= 0),
    plain.length,
  )
  const start = Math.max(0, at - excerptLength / 2)
  const piece = plain.slice(start, start + excerptLength).trim()
  return `${start > 0 ? '…' : ''}${piece}${start + excerptLength < plain.length ? '…' : ''}`
}
