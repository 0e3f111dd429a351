//! Columns of numbers in the order of trials, in no more memory than a run is given.
//!
//! A column grows at its open end; what is full is sealed as a block. A block of one number over and
//! over is kept as that number, and a block that several columns share (an assumption in two worlds, what
//! a variant does not change) is kept once. What memory has no room for goes to a temporary file
//! that has no name, so that nothing is left of it however the run ends.

use std::collections::BTreeMap;
use std::env;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

/// Numbers after which a column's open end is sealed.
const BLOCK: usize = 4096;

/// What the sealed blocks of a run may take of memory, in bytes, unless it is given another measure.
pub const MEMORY: usize = 512 << 20;

/// What a column is made of.
pub trait Number: Copy {
    /// In bytes.
    const SIZE: usize;

    fn write(self, bytes: &mut Vec<u8>);
    /// From as many bytes as it has.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! number {
    ($type:ty) => {
        impl Number for $type {
            const SIZE: usize = size_of::<Self>();

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
    sealed: Vec<Block>,
    open: Vec<T>,
}

/// A stretch of a column.
#[derive(Clone, Debug)]
struct Block {
    numbers: usize,
    place: Place,
}

/// Where the bytes of a block are.
#[derive(Clone, Debug)]
enum Place {
    /// Those of one number, which is the whole block.
    Same(Arc<[u8]>),
    Memory(Arc<[u8]>),
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
    /// Adds numbers at the end.
    pub(super) fn extend(&mut self, numbers: impl IntoIterator<Item = T>) {
        self.open.extend(numbers);
    }

    /// Adds a whole column after one whose open end is sealed.
    pub(super) fn append(&mut self, later: Self) {
        debug_assert!(self.open.is_empty(), "what is open would come after what is sealed");
        self.sealed.extend(later.sealed);
        self.open = later.open;
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
        let mut found = Vec::new();
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

    fn open_bytes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.open.len() * T::SIZE);
        for number in std::mem::take(&mut self.open) {
            number.write(&mut bytes);
        }
        bytes
    }
}

impl Block {
    fn read<T: Number>(&self, wanted: Range<usize>, found: &mut Vec<T>) -> io::Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        let bytes = wanted.start * T::SIZE..wanted.end * T::SIZE;
        let numbers = |bytes: &[u8]| bytes.chunks_exact(T::SIZE).map(T::read).collect::<Vec<T>>();
        match &self.place {
            Place::Same(number) => found.extend(wanted.map(|_| T::read(number))),
            Place::Memory(held) => found.extend(numbers(&held[bytes])),
            Place::File { file, start } => {
                let mut read = vec![0; bytes.len()];
                let mut file = locked(file);
                file.seek(SeekFrom::Start(start + bytes.start as u64))
                    .and_then(|_| file.read_exact(&mut read))
                    .map_err(|it| in_temporary_folder("read", &it))?;
                found.extend(numbers(&read));
            }
        }
        Ok(())
    }
}

/// Where the sealed blocks of one run go.
#[derive(Debug)]
pub struct Store {
    /// Bytes of memory that are left.
    memory: usize,
    file: Option<Arc<Mutex<File>>>,
    /// Where the next block begins in it.
    end: u64,
}

impl Store {
    /// A store that holds so many bytes in memory and the rest in a temporary file.
    pub const fn new(memory: usize) -> Self {
        Self { memory, file: None, end: 0 }
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
        let mut places: BTreeMap<Vec<u8>, Place> = BTreeMap::new();
        for column in columns {
            let numbers = column.open.len();
            if numbers < least {
                continue;
            }
            let bytes = column.open_bytes();
            let place = match places.get(&bytes) {
                Some(place) => place.clone(),
                None => self.place(&bytes, T::SIZE)?,
            };
            column.sealed.push(Block { numbers, place: place.clone() });
            places.insert(bytes, place);
        }
        Ok(())
    }

    fn place(&mut self, bytes: &[u8], size: usize) -> io::Result<Place> {
        let first = &bytes[..size];
        if bytes.chunks_exact(size).all(|it| it == first) {
            return Ok(Place::Same(first.into()));
        }
        if bytes.len() <= self.memory {
            self.memory -= bytes.len();
            return Ok(Place::Memory(bytes.into()));
        }
        self.write(bytes).map_err(|it| in_temporary_folder("write", &it))
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<Place> {
        let file = match &self.file {
            Some(file) => Arc::clone(file),
            None => Arc::new(Mutex::new(tempfile::tempfile()?)),
        };
        self.file = Some(Arc::clone(&file));
        let start = self.end;
        let mut open = locked(&file);
        open.seek(SeekFrom::Start(start))?;
        open.write_all(bytes)?;
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

/// Says which folder a problem is about, and the way out.
fn in_temporary_folder(verb: &str, problem: &io::Error) -> io::Error {
    let folder = env::temp_dir();
    let text = format!(
        "cannot {verb} trials in the temporary folder `{}`: {problem}; \
         name one with more room in the environment variable TMPDIR, or run fewer trials",
        folder.display()
    );
    io::Error::new(problem.kind(), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of `columns`, two of which are the same and one of which never varies, given a few
    /// hundred trials at a time.
    fn filled(memory: usize, trials: u32) -> (Store, Vec<Column>) {
        let mut store = Store::new(memory);
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
        let expected: Vec<u64> = rows.map(|it| value(it).to_bits()).collect();
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
        assert_eq!(MEMORY - store.memory, 2 * 8_192 * 8);
        let (store, _) = filled(0, 8_192);
        assert_eq!(store.end, 2 * 8_192 * 8);
        assert!(matches!(columns[1].sealed[0].place, Place::Same(_)));
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
    fn a_full_disk_is_said_with_the_way_out() {
        let full = File::options().write(true).open("/dev/full").expect("every Linux has it");
        let mut store = Store { file: Some(Arc::new(Mutex::new(full))), ..Store::new(0) };
        let mut column = Column::default();
        column.extend((0..5_000).map(f64::from));
        let error = store.seal([&mut column], Least::Block).expect_err("no room").to_string();
        assert!(error.contains("No space left") && error.contains("TMPDIR"), "{error}");
    }
}
