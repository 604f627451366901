"""Everything that can go wrong and that somebody is told about.

ShiftbookError                     `code` is the word the outside interface uses for it
├── DraftError
│   ├── TicketRefused              the ticket is not one of this draft, or its day is over
│   ├── AlreadyPosted              the draft became an entry; later words belong in another
│   ├── DraftDiscarded             it was thrown away; it can be put back
│   └── TooManyDrafts              one person has begun too many at one place
├── SessionError
│   ├── AuthRequired               no live access token; one refresh may answer it
│   ├── SessionExpired             the refresh token's time is over
│   ├── SessionEnded               signed out, ended elsewhere, account disabled
│   └── SessionReused              an old refresh token came back; somebody copied it
├── AccountError
│   ├── BadCredentials             that name and password do not belong together
│   ├── WrongCurrentPassword       the password that confirms a change does not match
│   ├── TooManyAttempts            wait before trying again
│   ├── SignInBusy                 many people are signing in at this moment
│   ├── NameTaken
│   ├── AlreadySetUp               the first person exists
│   └── LastAdministrator          somebody must be able to add people
├── RequestError
│   ├── Invalid                    a field is missing, too long, too weak, of the wrong kind
│   ├── Forbidden                  signed in, but not an administrator
│   ├── AnotherPerson              the page asking was made for somebody else
│   ├── SessionLocked              signed in, and covered until the password is given
│   ├── CrossSite                  asked by a page that is not ours
│   ├── WrongHost                  asked under a name that is not ours
│   ├── NoWindowKey                asked by a program we did not open
│   ├── EntryHidden                nothing can be added to an entry that is hidden
│   ├── NotImportable              a file is nothing that can be imported, or damaged
│   ├── NotRestorable              a backup is damaged, changed, or none at all
│   ├── NotFound
│   ├── WrongMethod
│   ├── WrongContentType           an API body that is not JSON
│   └── TooLarge
├── StartError                     the program cannot start, and this sentence says why
│   ├── DataFolderUnusable
│   ├── KeyFileDamaged             the file holds no signing key; never replaced silently
│   ├── BookHeld                   another program has the book and lets nobody else in
│   ├── BookDiskFull
│   ├── BookReadOnly
│   ├── BookUnreachable            a failing disk, a share that is gone
│   ├── BackupRoomMissing          an upgrade needs a copy first, and the disk has no room for it
│   ├── BackupFailed               that copy could not be made, or is not the same
│   ├── PortTaken
│   ├── AlreadyOpen                another Shiftbook has this data folder and does not answer
│   └── SettingRefused             a setting, or a combination of settings, makes no sense
└── StorageError                   the environment's faults; our own bugs stay apsw errors
    ├── StorageBusy                somebody else holds the database
    ├── StorageFull
    ├── StorageUnavailable         unreadable, read-only, failing disk
    ├── BackupNoRoom               the disk the backups are on is full
    ├── BackupNotMade              their folder is not there, or cannot be written
    ├── BackupCalledOff            the program is closing
    ├── AttachmentDamaged          an attached file is gone, or is another one
    ├── DatabaseDamaged
    └── DatabaseNewer              written by a later Shiftbook
"""

from desktop_app.errors.base import *  # noqa: F403 - the tree above lists them
from desktop_app.errors.drafts import *  # noqa: F403
from desktop_app.errors.people import *  # noqa: F403
from desktop_app.errors.request import *  # noqa: F403
from desktop_app.errors.start import *  # noqa: F403
from desktop_app.errors.storage import *  # noqa: F403
