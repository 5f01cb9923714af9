/** ZIP and tar archives of others, walked with the limits of the house; `zip.ts` is for archives among plugins. */
export {
  type ArchiveKind,
  type ArchiveRefusal,
  type ArchiveStep,
  archiveKindOf,
  archiveLimits,
  walkArchive,
} from '../../../platform/archives/walking.ts'
