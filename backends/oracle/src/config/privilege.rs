//! The privileges of administrators.

/// A privilege that an administrator connects with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Privilege {
    /// `SYSDBA`: everything.
    Sysdba,
    /// `SYSOPER`: starting and stopping, without looking at data.
    Sysoper,
    /// `SYSASM`: storage management.
    Sysasm,
    /// `SYSBACKUP`: backup and recovery.
    Sysbackup,
    /// `SYSDG`: Data Guard.
    Sysdg,
    /// `SYSKM`: keys of encrypted data.
    Syskm,
    /// `SYSRAC`: clusters.
    Sysrac,
}

/// The words of all privileges.
pub(super) const WORDS: &[&str] =
    &["sysdba", "sysoper", "sysasm", "sysbackup", "sysdg", "syskm", "sysrac"];

const ALL: &[Privilege] = &[
    Privilege::Sysdba,
    Privilege::Sysoper,
    Privilege::Sysasm,
    Privilege::Sysbackup,
    Privilege::Sysdg,
    Privilege::Syskm,
    Privilege::Sysrac,
];

impl Privilege {
    /// The privilege of one of [`WORDS`].
    pub(super) fn of(word: &str) -> Option<Self> {
        let place = WORDS.iter().position(|known| known.eq_ignore_ascii_case(word))?;
        ALL.get(place).copied()
    }

    /// As the driver calls it.
    pub(crate) const fn driver(self) -> oracle::Privilege {
        match self {
            Privilege::Sysdba => oracle::Privilege::Sysdba,
            Privilege::Sysoper => oracle::Privilege::Sysoper,
            Privilege::Sysasm => oracle::Privilege::Sysasm,
            Privilege::Sysbackup => oracle::Privilege::Sysbackup,
            Privilege::Sysdg => oracle::Privilege::Sysdg,
            Privilege::Syskm => oracle::Privilege::Syskm,
            Privilege::Sysrac => oracle::Privilege::Sysrac,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_a_privilege() {
        assert_eq!(WORDS.len(), ALL.len());
        for (word, privilege) in WORDS.iter().zip(ALL) {
            assert_eq!(format!("{privilege:?}").to_lowercase(), *word);
            assert_eq!(Privilege::of(&word.to_uppercase()), Some(*privilege));
        }
        assert_eq!(Privilege::of("root"), None);
    }
}
