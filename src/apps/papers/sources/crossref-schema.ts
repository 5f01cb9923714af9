import { z } from 'zod'

const text = z.string().nullish()
const texts = z.array(z.string().nullable()).nullish()
const date = z.object({ 'date-parts': z.array(z.array(z.number().nullable())) }).nullish()

/** What is used of a work; everything else may change as it likes. */
export const CrossrefWork = z.object({
  DOI: z.string(),
  title: texts,
  'container-title': texts,
  'group-title': text,
  institution: z.array(z.object({ name: text })).nullish(),
  publisher: text,
  type: text,
  ISSN: texts,
  author: z.array(z.object({ given: text, family: text, name: text, ORCID: text })).nullish(),
  published: date,
  issued: date,
  'published-print': date,
  'published-online': date,
  posted: date,
  volume: text,
  issue: text,
  page: text,
  'article-number': text,
  language: text,
  abstract: text,
  license: z
    .array(z.object({ URL: z.string(), start: date, 'delay-in-days': z.number().nullish(), 'content-version': text }))
    .nullish(),
  link: z
    .array(z.object({ URL: z.string(), 'content-type': text, 'content-version': text, 'intended-application': text }))
    .nullish(),
  'updated-by': z.array(z.object({ type: text })).nullish(),
})
export type CrossrefWork = z.infer<typeof CrossrefWork>

export const CrossrefSingle = z.object({ message: CrossrefWork })
export const CrossrefList = z.object({ message: z.object({ items: z.array(CrossrefWork) }) })
/** A list of which each item is read by itself: one that cannot be read takes no other with it. */
export const CrossrefItems = z.object({ message: z.object({ items: z.array(z.unknown()) }) })
