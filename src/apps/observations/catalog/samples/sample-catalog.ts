import type { Catalog } from '../catalog.ts'
import { type CatalogRows, openMemoryCatalog } from '../memory-catalog.ts'
import { rowsOfSamples } from './building.ts'
import { inventedSamples } from './invented.ts'
import { publicSamples } from './public.ts'

/** Real observations of the public archive, and invented ones from obsid 90000 on. */
export const sampleRows: CatalogRows = rowsOfSamples([...publicSamples, ...inventedSamples])

/** The catalog where none is named: enough to try everything on a bare machine. */
export const openSampleCatalog = (): Catalog => openMemoryCatalog(sampleRows)
