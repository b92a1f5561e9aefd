//! What a day's questions cost, written down before they are put, so that a run that dies has not asked for free.

use crate::cache::Cache;
use crate::config::{Budget, Price};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

const KIND: &str = "spent";

/// One day's account.
#[derive(Debug)]
pub(crate) struct Ledger {
    cache: Cache,
    day: String,
    budget: Budget,
    price: Price,
    book: Mutex<Book>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Book {
    /// Tokens of questions and answers that were paid for.
    spent: [u64; 2],
    /// Questions that are under way, with what they may cost.
    open: BTreeMap<String, [u64; 2]>,
}

impl Ledger {
    /// The account of `day`. Questions that a run left open when it died count as paid.
    pub fn open(cache: Cache, day: Date, budget: Budget, price: Price) -> Self {
        let day = day.to_string();
        let mut book: Book = cache.get_json(KIND, &day).unwrap_or_default();
        for [input, output] in std::mem::take(&mut book.open).into_values() {
            book.spent = [book.spent[0] + input, book.spent[1] + output];
        }
        Self { cache, day, budget, price, book: Mutex::new(book) }
    }

    /// Sets aside what a question may cost.
    ///
    /// # Errors
    /// The budget does not cover it; the message says what is spent.
    pub fn reserve(&self, id: &str, likely: [u64; 2]) -> Result<(), String> {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        let open = book.open.values().fold([0, 0], |sum, n| [sum[0] + n[0], sum[1] + n[1]]);
        let then = [0, 1].map(|n| book.spent[n] + open[n] + likely[n]);
        if let Some(tokens) = self.budget.tokens.filter(|tokens| then[0] + then[1] > *tokens) {
            return Err(format!("{} of {tokens} tokens, and a question may take {}", book.spent[0] + book.spent[1], likely[0] + likely[1]));
        }
        if let Some(money) = self.budget.money.filter(|money| self.price.of(then) > *money) {
            return Err(format!("{:.4} of {money}, and a question may cost {:.4}", self.price.of(book.spent), self.price.of(likely)));
        }
        book.open.insert(id.to_owned(), likely);
        self.write(&book);
        Ok(())
    }

    /// Writes down what a question did cost.
    pub fn settle(&self, id: &str, tokens: [u64; 2]) {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.open.remove(id);
        book.spent = [0, 1].map(|n| book.spent[n] + tokens[n]);
        self.write(&book);
    }

    /// Tokens of questions and answers that were paid for today.
    pub fn spent(&self) -> [u64; 2] {
        self.book.lock().unwrap_or_else(PoisonError::into_inner).spent
    }

    fn write(&self, book: &Book) {
        // An account that cannot be written is kept in memory at least.
        let _ = self.cache.put_json(KIND, &self.day, book);
    }
}

/// About how many tokens a text has: four letters of Latin script, two of others, one character where there are no spaces.
pub(crate) fn estimate(text: &str) -> u64 {
    let quarter = |c: char| match c {
        '\0'..='\u{24f}' => 1,
        '\u{2e80}'.. => 4,
        _ => 2,
    };
    text.chars().map(quarter).sum::<u64>() / 4 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = Date::constant(2026, 11, 23);

    fn ledger(cache: &Cache, budget: Budget) -> Ledger {
        Ledger::open(cache.clone(), DAY, budget, Price { input: 1.0, output: 4.0 })
    }

    #[test]
    fn nothing_is_asked_beyond_the_budget() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path());
        let tokens = Budget { tokens: Some(1000), money: None };
        let first = ledger(&cache, tokens);
        first.reserve("a", [300, 200]).unwrap();
        assert_eq!(first.reserve("b", [400, 200]), Err("0 of 1000 tokens, and a question may take 600".into()), "what is under way counts");
        first.settle("a", [300, 50]);
        first.reserve("b", [400, 200]).unwrap();
        drop(first);
        // The run died: whatever `b` cost, it is counted in full.
        let second = ledger(&cache, tokens);
        assert_eq!(second.spent(), [700, 250]);
        assert!(second.reserve("c", [40, 20]).is_err());
        let other_day = Ledger::open(cache.clone(), "2026-11-24".parse().unwrap(), tokens, Price::default());
        assert_eq!(other_day.spent(), [0, 0]);
        let money = Budget { tokens: None, money: Some(0.002) };
        assert_eq!(ledger(&cache, money).reserve("d", [300, 100]).unwrap_err(), "0.0017 of 0.002, and a question may cost 0.0007");
        assert!(ledger(&cache, Budget { tokens: None, money: Some(0.0027) }).reserve("d", [300, 100]).is_ok());
    }

    #[test]
    fn tokens_are_estimated_by_script() {
        assert_eq!(["four", "слово слов", "会议会议"].map(estimate), [2, 5, 5]);
    }
}
