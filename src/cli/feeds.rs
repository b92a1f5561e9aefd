//! Arguments of `feeds`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use url::Url;

/// Arguments of `feeds`.
#[derive(Debug, Args)]
pub struct FeedsArgs {
    /// What to do with the list.
    #[command(subcommand)]
    pub action: FeedsAction,
}

/// What can be done with the list of podcasts, `content/feeds.yaml`. Comments and order stay as they are.
#[derive(Debug, Subcommand)]
pub enum FeedsAction {
    /// Follow podcasts: by a feed's address, a web site, or a link to Apple Podcasts
    ///
    /// Polls each feed once, shows what it holds, and adds it to content/feeds.yaml.
    Add(AddArgs),
    /// Show how the feeds fare, from what the last polls left in the cache
    List {
        /// The worst first, or the order of feeds.yaml
        #[arg(long, value_enum, default_value_t = Sort::Worst)]
        sort: Sort,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Poll every feed once, and say what is wrong with each and how to mend it
    ///
    /// Ends with 3 if anything is wrong.
    Check {
        /// Write the new addresses of feeds that have moved, or that answer by https, into content/feeds.yaml
        #[arg(long)]
        fix: bool,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Add the podcasts of another program's list; its groups become topics
    Import {
        /// An OPML file, or - for standard input
        file: PathBuf,
    },
    /// Write the list as OPML 2.0, for other programs
    Export {
        /// The file to write [default: standard output]
        file: Option<PathBuf>,
    },
}

/// Arguments of `feeds add`.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Addresses: of feeds, of web sites that name their feed, or of podcasts at podcasts.apple.com
    #[arg(value_name = "URL", required = true)]
    pub urls: Vec<String>,
    /// Topics that every insight of these podcasts has, such as biology,health
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub topics: Vec<String>,
    /// How much their insights count when the day's are chosen, from 0 to 2 [default: 1]
    #[arg(long)]
    pub weight: Option<f32>,
    /// Shown instead of the feed's own title
    #[arg(long)]
    pub name: Option<String>,
    /// Of several feeds that a site names, the one to take, counted from 1 [default: the first that is a podcast]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub nth: Option<u32>,
    /// Where Apple's look-up service stands
    #[arg(long, value_name = "URL", default_value = "https://itunes.apple.com/lookup", env = "TAKEFIVE_APPLE_LOOKUP", hide = true)]
    pub apple_lookup: Url,
}

/// Order of a list of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// What needs looking after first.
    Worst,
    /// As in feeds.yaml.
    File,
}
