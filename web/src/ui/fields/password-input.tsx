import { Eye, EyeOff } from 'lucide-react'
import { useState, type ComponentProps } from 'react'

import { IconButton } from '../button.tsx'
import { Input } from './field.tsx'
import { fieldWords } from '../words.ts'

/** A password field with a button that shows the password. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const [isVisible, setIsVisible] = useState(false)
  return (
    <div className="relative">
      <Input {...props} type={isVisible ? 'text' : 'password'} spellCheck={false} className="pr-10" />
      <IconButton
        label={isVisible ? fieldWords.hidePassword : fieldWords.showPassword}
        aria-pressed={isVisible}
        icon={isVisible ? EyeOff : Eye}
        onClick={() => setIsVisible(!isVisible)}
        className="absolute top-0 right-0 max-sm:min-h-11"
      />
    </div>
  )
}
