// Stands in for libraries that a bundle names and never calls.
module.exports = {};
