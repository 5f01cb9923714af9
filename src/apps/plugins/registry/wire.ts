import { z } from 'zod'

const clipped = (longest: number) => z.string().transform((text) => text.slice(0, longest))
const types = z.array(clipped(255)).max(100)
const data = z.object({
  dataType: clipped(255),
  contentType: types,
  required: z.boolean().default(false),
})

/** A plugin's root resource as another runner tells it; foreign, so that every part is checked and clipped. */
export const RemoteMetadata = z.object({
  name: z.string().min(1).max(255),
  version: z.string().min(1).max(100),
  title: clipped(300),
  description: clipped(5_000),
  type: clipped(100),
  tags: z.array(clipped(100)).max(200),
  entryPoint: z.object({
    href: z.string().max(2_000),
    uiHref: z.string().max(2_000),
    dataInput: z
      .array(data.extend({ parameter: clipped(255).optional() }))
      .max(200)
      .default([]),
    dataOutput: z
      .array(data.extend({ name: clipped(500).optional() }))
      .max(200)
      .default([]),
    pluginDependencies: z.array(z.unknown()).max(200).default([]),
  }),
  links: z
    .array(z.object({ type: clipped(255), href: z.string().max(2_000) }))
    .max(200)
    .default([]),
})

export type RemoteMetadata = z.output<typeof RemoteMetadata>

/** What makes a document a plugin rather than the root of a runner. */
const keysOfPlugin = ['name', 'version', 'title', 'description', 'type', 'tags', 'entryPoint']

export const looksLikePlugin = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && keysOfPlugin.every((key) => Object.hasOwn(document, key))

/** The list of plugins of a runner; whatever has no address is left out. */
export const RemoteList = z.object({
  plugins: z
    .array(z.unknown())
    .max(5_000)
    .transform((entries) =>
      entries.flatMap((entry) => {
        const read = z
          .object({ apiRoot: z.string().max(2_000), name: z.string(), version: z.string() })
          .safeParse(entry)
        return read.success ? [read.data] : []
      }),
    ),
})

/** A task as another runner tells it. */
export const RemoteTask = z.object({
  status: z.string().max(100),
  log: clipped(200_000).default(''),
  progress: z.object({ value: z.number(), start: z.number(), target: z.number(), unit: clipped(100) }).optional(),
  steps: z
    .array(z.object({ stepId: clipped(500), uiHref: z.string().max(2_000), cleared: z.boolean() }))
    .max(1_000)
    .default([]),
  outputs: z
    .array(
      z.object({
        href: z.string().max(2_000),
        name: clipped(500).default('result'),
        dataType: clipped(255).default('*'),
        contentType: clipped(255).default('*'),
      }),
    )
    .max(1_000)
    .default([]),
})

export type RemoteTask = z.output<typeof RemoteTask>
