import { createRequire } from 'node:module'

const load = createRequire(import.meta.url)

/** A library that takes megabytes and is seldom asked: loaded when it is used first, without a wait. */
export function lazily<Library>(name: string): () => Library {
  let library: Library | undefined
  return () => {
    library ??= load(name) as Library
    return library
  }
}
