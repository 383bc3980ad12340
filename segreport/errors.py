"""Every error that segreport raises on purpose.

```
SegreportError
├── CustomerDataError    customer files that cannot be read as one table of customers
├── DictionaryError      a dictionary, rule pack or settings file that cannot be followed
├── PromptError          a prompt template with a missing variable or unknown name
├── DraftError           a model's reply that is not a draft
├── LLMUnavailable       a model that cannot be reached, paid, or talked to
├── NotApproved          a text that may not be approved, a final report before every part was
│   ├── Outdated         a decision on something that has changed since it was shown
│   └── ReasonMissing    a decision that has to say why, and does not
└── StoreError           a run folder that is missing, foreign, torn or not writable
    └── Busy             a record that another program keeps locked
```

The message of each is one Chinese text for the user: what, where, what to do. A problem with a
*sentence* is never an exception; it is a `Finding`.
"""

import errno

_CAUSES = {
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "没有这个文件或目录",
    errno.ENOTDIR: "路径中间有一段是文件，不是目录",
    errno.EISDIR: "那里是一个目录",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EMFILE: "打开的文件太多",
}


def cause(error: OSError) -> str:
    """Why the system refused, in Chinese where it is one of the common reasons."""
    return _CAUSES.get(error.errno or 0, error.strerror or str(error))


class SegreportError(Exception):
    """Base of the tree; the command line turns it into one message and exit code 2."""


class CustomerDataError(SegreportError):
    """The customer files cannot be read as one table of customers."""


class DictionaryError(SegreportError):
    """A dictionary, rule pack or settings file says something that cannot be followed."""


class PromptError(SegreportError):
    """A prompt template names a variable that does not exist, or cannot be parsed."""


class DraftError(SegreportError):
    """A model's reply cannot be read as a draft."""

    spent: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Requests, tokens sent, of these cached, tokens received before it was given up."""


class LLMUnavailable(SegreportError):
    """The model cannot be reached, paid for, or talked to."""

    spent: tuple[int, int, int, int] = (0, 0, 0, 0)
    """As of a DraftError."""


class NotApproved(SegreportError):
    """A text may not be approved, or a final report was asked for before every part was."""


class Outdated(NotApproved):
    """A decision was made on something that has changed since it was shown."""


class ReasonMissing(NotApproved):
    """A decision has to say why, and does not."""


class StoreError(SegreportError):
    """The run folder is missing, not ours, torn, or cannot be written."""


class Busy(StoreError):
    """The record is locked by another program; what was to be recorded was not."""
