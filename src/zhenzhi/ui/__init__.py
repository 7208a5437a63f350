"""The design language (界面语言) that all faces share: tokens, components, charts, words, forms made from acts."""
