//! Columns of numbers in the order of trials, in no more memory than a run is given.
//!
//! A column grows at its open end; what is full is sealed as a block, sooner where a run has very many
//! columns. A block of one number over and
//! over is kept as that number, and a block that several columns share (an assumption in two worlds, what
//! a variant does not change) is kept once. What memory has no room for goes to a temporary file
//! that has no name, so that nothing is left of it however the run ends.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::mem;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

/// Numbers after which a column's open end is sealed.
const BLOCK: usize = 4096;

/// Where the numbers of a run are kept.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// What the sealed blocks of a run may take of memory, in bytes.
    pub memory: usize,
    /// Opens the file for what memory has no room for, one that nobody else has and that is gone with the
    /// process. Without one all is kept in memory.
    pub file: Option<fn() -> io::Result<File>>,
}

impl Default for Room {
    /// Memory alone.
    fn default() -> Self {
        Self { memory: usize::MAX, file: None }
    }
}

/// What the open ends of all columns may take of memory, in bytes, before they are sealed short.
pub(super) const OPEN_MEMORY: usize = 32 << 20;

/// What a column is made of.
pub trait Number: Copy {
    /// In bytes.
    const SIZE: usize;

    /// Two numbers are the same if their bits are.
    fn bits(self) -> u64;
    fn write(self, bytes: &mut Vec<u8>);
    /// From as many bytes as it has.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            const SIZE: usize = size_of::<Self>();

            fn bits(self) -> u64 {
                self.to_bits().into()
            }

            fn write(self, bytes: &mut Vec<u8>) {
                bytes.extend(self.to_le_bytes());
            }

            fn read(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().expect("the bytes of one number"))
            }
        }
    };
}

number!(f64);
number!(f32);

/// Numbers in the order of trials.
#[derive(Clone, Debug)]
pub struct Column<T = f64> {
    sealed: Vec<Block<T>>,
    open: Vec<T>,
}

/// A stretch of a column.
#[derive(Clone, Debug)]
struct Block<T> {
    numbers: usize,
    place: Place<T>,
}

/// Where the numbers of a block are.
#[derive(Clone, Debug)]
enum Place<T> {
    /// One number, which is the whole block.
    Same(T),
    Memory(Arc<[T]>),
    File {
        file: Arc<Mutex<File>>,
        start: u64,
    },
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { sealed: Vec::new(), open: Vec::new() }
    }
}

impl<T: Number> Column<T> {
    /// What its open end takes of memory, in bytes.
    pub(super) fn open_bytes(&self) -> usize {
        self.open.len() * T::SIZE
    }

    /// Adds numbers at the end.
    pub(super) fn extend(&mut self, numbers: impl IntoIterator<Item = T>) {
        self.open.extend(numbers);
    }

    /// The same of so many numbers that come a few at a time.
    pub(super) fn extend_by<'a>(&mut self, count: usize, parts: impl Iterator<Item = &'a [T]>)
    where
        T: 'a,
    {
        // Ten thousands of columns have open ends: none is given more room than it fills.
        self.open.reserve_exact(count);
        parts.for_each(|part| self.open.extend_from_slice(part));
    }

    /// Adds a whole column after one whose open end is sealed.
    pub(super) fn append(&mut self, later: Self) {
        debug_assert!(self.open.is_empty(), "what is open would come after what is sealed");
        self.sealed.extend(later.sealed);
        self.open = later.open;
    }

    /// Whether another column of the same run holds the same numbers; what both have sealed is not read
    /// for it, since it is kept once.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_blocks = |(own, other): (&Block<T>, &Block<T>)| own.is_same(other);
        self.sealed.len() == other.sealed.len()
            && self.sealed.iter().zip(&other.sealed).all(same_blocks)
            && bits(&self.open).eq(bits(&other.open))
    }

    /// All numbers.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    pub fn numbers(&self) -> io::Result<Vec<T>> {
        self.range(0..usize::MAX)
    }

    /// Those of the numbers in a range that there are.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    pub fn range(&self, wanted: Range<usize>) -> io::Result<Vec<T>> {
        let sealed: usize = self.sealed.iter().map(|it| it.numbers).sum();
        let end = wanted.end.min(sealed + self.open.len());
        let mut found = Vec::with_capacity(end.saturating_sub(wanted.start));
        let mut first = 0;
        let within = |first: usize, count: usize| {
            wanted.start.clamp(first, first + count) - first
                ..wanted.end.clamp(first, first + count) - first
        };
        for block in &self.sealed {
            block.read(within(first, block.numbers), &mut found)?;
            first += block.numbers;
        }
        found.extend_from_slice(&self.open[within(first, self.open.len())]);
        Ok(found)
    }
}

fn bits<T: Number>(numbers: &[T]) -> impl Iterator<Item = u64> {
    numbers.iter().map(|number| number.bits())
}

impl<T: Number> Block<T> {
    fn is_same(&self, other: &Self) -> bool {
        let same_place = match (&self.place, &other.place) {
            (Place::Same(own), Place::Same(other)) => own.bits() == other.bits(),
            (Place::Memory(own), Place::Memory(other)) => Arc::ptr_eq(own, other),
            (Place::File { file, start }, Place::File { file: other, start: other_start }) => {
                Arc::ptr_eq(file, other) && start == other_start
            }
            (Place::Same(_) | Place::Memory(_) | Place::File { .. }, _) => false,
        };
        same_place && self.numbers == other.numbers
    }

    fn read(&self, wanted: Range<usize>, found: &mut Vec<T>) -> io::Result<()> {
        match &self.place {
            Place::Same(number) => found.extend(wanted.map(|_| *number)),
            Place::Memory(held) => found.extend_from_slice(&held[wanted]),
            Place::File { .. } if wanted.is_empty() => {}
            Place::File { file, start } => {
                let mut bytes = vec![0; wanted.len() * T::SIZE];
                let mut file = locked(file);
                file.seek(SeekFrom::Start(start + (wanted.start * T::SIZE) as u64))
                    .and_then(|_| file.read_exact(&mut bytes))
                    .map_err(|it| of_file("read", &it))?;
                found.extend(bytes.chunks_exact(T::SIZE).map(T::read));
            }
        }
        Ok(())
    }
}

/// The numbers of a block, in some order among others by their bits.
struct Content<T>(Arc<[T]>);

impl<T: Number> Ord for Content<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        bits(&self.0).cmp(bits(&other.0))
    }
}

impl<T: Number> PartialOrd for Content<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Number> PartialEq for Content<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<T: Number> Eq for Content<T> {}

/// Where the sealed blocks of one run go.
#[derive(Debug)]
pub struct Store {
    /// What is left of it.
    room: Room,
    file: Option<Arc<Mutex<File>>>,
    /// Where the next block begins in it.
    end: u64,
}

impl Store {
    pub const fn new(room: Room) -> Self {
        Self { room, file: None, end: 0 }
    }

    /// Seals the columns, which have grown by the same trials, that have `least` numbers or more
    /// at their open ends.
    pub(super) fn seal<'a, T: Number + 'a>(
        &mut self,
        columns: impl IntoIterator<Item = &'a mut Column<T>>,
        least: Least,
    ) -> io::Result<()> {
        let least = match least {
            Least::Block => BLOCK,
            Least::One => 1,
        };
        let mut places: BTreeMap<Content<T>, Place<T>> = BTreeMap::new();
        for column in columns.into_iter().filter(|column| least <= column.open.len()) {
            let content = Content(mem::take(&mut column.open).into());
            let numbers = content.0.len();
            let place = match places.entry(content) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => {
                    let place = self.place(&new.key().0)?;
                    new.insert(place).clone()
                }
            };
            column.sealed.push(Block { numbers, place });
        }
        Ok(())
    }

    fn place<T: Number>(&mut self, numbers: &Arc<[T]>) -> io::Result<Place<T>> {
        if numbers.iter().all(|number| number.bits() == numbers[0].bits()) {
            return Ok(Place::Same(numbers[0]));
        }
        let size = numbers.len() * T::SIZE;
        match self.room.file {
            Some(open) if self.room.memory < size => {
                self.write(numbers, open).map_err(|problem| of_file("write", &problem))
            }
            _ => {
                self.room.memory = self.room.memory.saturating_sub(size);
                Ok(Place::Memory(Arc::clone(numbers)))
            }
        }
    }

    fn write<T: Number>(
        &mut self,
        numbers: &[T],
        open: fn() -> io::Result<File>,
    ) -> io::Result<Place<T>> {
        let mut bytes = Vec::with_capacity(numbers.len() * T::SIZE);
        for number in numbers {
            number.write(&mut bytes);
        }
        let file = match &self.file {
            Some(file) => Arc::clone(file),
            None => Arc::new(Mutex::new(open()?)),
        };
        self.file = Some(Arc::clone(&file));
        let start = self.end;
        let mut open = locked(&file);
        open.seek(SeekFrom::Start(start))?;
        open.write_all(&bytes)?;
        drop(open);
        self.end += bytes.len() as u64;
        Ok(Place::File { file, start })
    }
}

/// Which columns are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Least {
    /// Those with a block's worth of numbers.
    Block,
    /// Those with any.
    One,
}

fn locked(file: &Mutex<File>) -> MutexGuard<'_, File> {
    file.lock().expect("nobody panics who has it")
}

/// Says what a problem of the file is about.
fn of_file(verb: &str, problem: &io::Error) -> io::Error {
    let text = format!("cannot {verb} the trials that memory has no room for: {problem}");
    io::Error::new(problem.kind(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes of memory that hold all that is tried here.
    const MEMORY: usize = 128 << 20;

    fn room(memory: usize) -> Room {
        Room { memory, file: Some(tempfile::tempfile) }
    }

    /// Blocks of `columns`, two of which are the same and one of which never varies, given a few
    /// hundred trials at a time.
    fn filled(memory: usize, trials: u32) -> (Store, Vec<Column>) {
        let mut store = Store::new(room(memory));
        let mut columns: Vec<Column> = (0..4).map(|_| Column::default()).collect();
        for start in (0..trials).step_by(512) {
            for (column, value) in columns.iter_mut().zip(VALUES) {
                column.extend((start..trials.min(start + 512)).map(value));
            }
            store.seal(&mut columns, Least::Block).expect("room");
        }
        (store, columns)
    }

    const VALUES: [fn(u32) -> f64; 4] =
        [|it| f64::from(it).sqrt(), |_| f64::NAN, |it| f64::from(it).sqrt(), |it| -f64::from(it)];

    #[track_caller]
    fn assert_holds(column: &Column, rows: Range<u32>, value: fn(u32) -> f64) {
        let range = rows.start as usize..rows.end as usize;
        let found: Vec<u64> =
            column.range(range).expect("readable").iter().map(|it| it.to_bits()).collect();
        let expected: Vec<u64> = rows.map(|row| value(row).to_bits()).collect();
        assert_eq!(found, expected);
    }

    /// In memory, partly on disk, and all on disk; ranges that end within blocks and at their ends.
    #[test]
    fn what_is_put_in_comes_out_wherever_it_was() {
        for memory in [MEMORY, 3 * BLOCK * 8, 0] {
            let (store, columns) = filled(memory, 10_000);
            assert_eq!(store.file.is_some(), memory < MEMORY);
            for (column, value) in columns.iter().zip(VALUES) {
                for rows in [0..10_000, 0..1, 4095..4097, 4096..8192, 8191..10_000, 5_000..5_000] {
                    assert_holds(column, rows, value);
                }
                assert_eq!(column.numbers().expect("readable").len(), 10_000);
            }
        }
    }

    /// Of four columns one is a twin and one a single number: two of them take room.
    #[test]
    fn what_columns_share_and_what_never_varies_take_no_room() {
        let (store, columns) = filled(MEMORY, 8_192);
        assert_eq!(MEMORY - store.room.memory, 2 * 8_192 * 8);
        let (store, _) = filled(0, 8_192);
        assert_eq!(store.end, 2 * 8_192 * 8);
        assert!(matches!(columns[1].sealed[0].place, Place::Same(_)));
    }

    /// Of 10,000 trials two blocks are sealed, and the rest is open.
    #[test]
    fn columns_are_the_same_by_their_numbers_wherever_they_are() {
        for memory in [MEMORY, 3 * BLOCK * 8, 0] {
            let (_, mut columns) = filled(memory, 10_000);
            let same = |a: &Column, b: &Column| (a.is_same(b), b.is_same(a));
            assert_eq!(same(&columns[0], &columns[2]), (true, true));
            assert_eq!(same(&columns[1], &columns[1]), (true, true));
            for (a, b) in [(0, 1), (0, 3), (1, 3)] {
                assert_eq!(same(&columns[a], &columns[b]), (false, false));
            }
            columns[2].extend([1.0]);
            assert_eq!(same(&columns[0], &columns[2]), (false, false));
        }
        let (first, second) = (filled(0, 10_000).1, filled(0, 10_000).1);
        assert!(!first[0].is_same(&first[3]) && !first[0].is_same(&second[3]), "another file");
    }

    #[test]
    fn a_column_appended_continues_the_first() {
        let (mut store, mut columns) = filled(0, 5_000);
        store.seal(&mut columns, Least::One).expect("room");
        let mut later = Column::default();
        later.extend((5_000..11_000).map(VALUES[3]));
        store.seal([&mut later], Least::Block).expect("room");
        later.extend((11_000..11_010).map(VALUES[3]));
        columns[3].append(later);
        assert_holds(&columns[3], 0..11_010, VALUES[3]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_said() {
        let full = File::options().write(true).open("/dev/full").expect("every Linux has it");
        let mut store = Store { file: Some(Arc::new(Mutex::new(full))), ..Store::new(room(0)) };
        let mut column = Column::default();
        column.extend((0..5_000).map(f64::from));
        let error = store.seal([&mut column], Least::Block).expect_err("no room").to_string();
        assert!(error.contains("No space left") && error.contains("cannot write"), "{error}");
    }
}
