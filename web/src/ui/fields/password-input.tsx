import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'

import { IconButton } from '../button.tsx'
import { Input } from './field.tsx'
import { fieldWords } from '../words.ts'

/** A password field with a button that shows the password. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const [shown, setShown] = useState(false)
  return (
    <div className="relative">
      <Input {...props} type={shown ? 'text' : 'password'} spellCheck={false} className="pr-10" />
      <IconButton
        label={shown ? fieldWords.hidePassword : fieldWords.showPassword}
        aria-pressed={shown}
        icon={shown ? EyeOff : Eye}
        onClick={() => setShown(!shown)}
        className="absolute top-0 right-0 max-sm:min-h-11"
      />
    </div>
  )
}
