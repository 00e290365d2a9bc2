import { importDialogWords } from './words.ts'

/** The look of the import dialog while its code loads. */
export const IMPORT_LOOK = { title: importDialogWords.importDocument, height: 'h-[28rem]', wide: true }
