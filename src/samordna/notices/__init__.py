"""What should a worker be told, once a working day, without a word about any case? (D23)"""
