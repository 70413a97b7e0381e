//! Groups of symptoms that are counted together, to see an outbreak in what
//! people write before it is in the charts.

use super::words::vocabulary;

vocabulary! {
    /// A group of symptoms.
    Symptom {
        /// Cough, cold, breath, flu, COVID.
        Respiratory = "respiratory",
        /// Vomiting, diarrhoea, stomach.
        Gastro = "gastro",
        /// Skin: spots, blisters, itch.
        Rash = "rash",
        /// Fever and chills.
        Fever = "fever",
        /// Red, swollen or running eyes.
        Eye = "eye",
        /// Heat and thirst.
        Heat = "heat",
        /// Gases, drugs, things swallowed.
        Poisoning = "poisoning",
        /// Seizures, stiff necks, sudden confusion.
        Nervous = "nervous",
    }
}
