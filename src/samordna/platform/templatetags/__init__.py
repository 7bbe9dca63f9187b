"""Which tags do the templates of sign-in use?"""
