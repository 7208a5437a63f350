"""Matter (事项): what every piece of work has — number, parties, deadlines, papers, requests, rating, notes."""
