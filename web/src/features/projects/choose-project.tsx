import type { FollowedFolder } from '@flx/shared/projects/project-import'
import { FolderOpen, FolderSync, Upload } from 'lucide-react'
import { useRef, useState, type ComponentProps } from 'react'

import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Notice } from '#web/ui/notice.tsx'
import { EmptyState } from '#web/ui/states.tsx'

import { readProjectFiles, type ChosenProject } from './project-files.ts'
import { chooseWords } from './words.ts'

/** The choice of a project: a folder or files of this computer, or the folder that the server follows. */
export function ChooseProject({
  folder,
  onChoose,
  onFollow,
}: {
  folder: FollowedFolder | null
  onChoose: (project: ChosenProject) => void
  onFollow: () => void
}) {
  const folderInput = useRef<HTMLInputElement>(null)
  const filesInput = useRef<HTMLInputElement>(null)
  const [isMissing, setMissing] = useState(false)
  const chooseFiles = async (files: readonly File[]) => {
    if (files.length === 0) return
    const project = await readProjectFiles(files)
    setMissing(project === null)
    if (project !== null) onChoose(project)
  }
  return (
    <Card
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        void chooseFiles([...event.dataTransfer.files])
      }}
    >
      <EmptyState
        icon={FolderOpen}
        title={chooseWords.title}
        actions={
          <>
            {folder !== null && (
              <Button variant="primary" icon={FolderSync} onClick={onFollow}>
                {chooseWords.followed(folder.name)}
              </Button>
            )}
            <Button
              variant={folder === null ? 'primary' : 'secondary'}
              icon={FolderOpen}
              onClick={() => folderInput.current?.click()}
            >
              {chooseWords.folder}
            </Button>
            <Button icon={Upload} onClick={() => filesInput.current?.click()}>
              {chooseWords.files}
            </Button>
          </>
        }
      >
        <p>{folder === null ? chooseWords.hint : chooseWords.kept(folder.name, folder.environment)}</p>
      </EmptyState>
      <FileInput
        ref={folderInput}
        aria-label={chooseWords.folder}
        onFiles={chooseFiles}
        {...FOLDER_ATTRIBUTES}
      />
      <FileInput ref={filesInput} aria-label={chooseWords.files} onFiles={chooseFiles} />
      {isMissing && (
        <Notice tone="danger" className="mx-4 mb-4">
          {chooseWords.noProject}
        </Notice>
      )}
    </Card>
  )
}

/** An attribute missing from React's types. */
const FOLDER_ATTRIBUTES = { webkitdirectory: '' } as ComponentProps<'input'>

function FileInput({
  onFiles,
  ...rest
}: ComponentProps<'input'> & { onFiles: (files: readonly File[]) => Promise<void> }) {
  return (
    <input
      type="file"
      multiple
      hidden
      {...rest}
      onChange={(event) => {
        const { files } = event.target
        void onFiles([...(files ?? [])])
        // So that the same folder can be chosen again.
        event.target.value = ''
      }}
    />
  )
}
